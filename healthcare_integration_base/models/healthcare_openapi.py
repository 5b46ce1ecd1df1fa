"""The description of the doors in OpenAPI 3.1, made from what is installed."""

from odoo import api, models

from ..canonical import REGISTRY
from ..canonical.schema import json_schema

TEXT = {"type": "string"}
NULLABLE = {"type": ["string", "null"]}
UUID = {"type": "string", "format": "uuid"}
BODY = {"type": "object", "additionalProperties": True}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457. A code and a place, never a value of the request.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": TEXT,
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable; see the list of codes."},
        "detail": TEXT,
        "where": {"type": "string", "description": "The place of what is wrong."},
        "retry": {"enum": ["no", "same_request", "after_delay", "corrected"]},
        "retry_after": {"type": "integer", "description": "Seconds."},
        "instance": {"type": "string", "description": "The message concerned."},
        "id": UUID,
    },
}
ACCEPTED = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": UUID, "duplicate": {"const": True}},
}
STATE = {
    "type": "object",
    "required": ["id", "state"],
    "properties": {
        "id": UUID,
        "state": TEXT,
        "kind": NULLABLE,
        "code": NULLABLE,
        "where": NULLABLE,
        "accepted_at": {"type": "string", "format": "date-time"},
        "done_at": NULLABLE,
        "duplicate_of": NULLABLE,
        "waits_for": NULLABLE,
        "issues": {"type": "array", "items": {"$ref": "#/components/schemas/Issue"}},
        "parts": {"type": "array", "items": BODY},
        "parts_count": {"type": "integer"},
    },
}
ISSUE = {
    "type": "object",
    "required": ["code", "where"],
    "properties": {
        "code": TEXT,
        "where": TEXT,
        "severity": {"enum": ["note", "warning", "error", "fatal"]},
        "text": TEXT,
    },
}
LINE = {
    "type": "object",
    "description": "One per line of the batch, in its order.",
    "required": ["line"],
    "properties": {
        "line": {"type": "integer", "minimum": 1},
        "id": UUID,
        "duplicate": {"const": True},
        "problem": {"$ref": "#/components/schemas/Problem"},
    },
}
BOX = {
    "type": "object",
    "required": ["messages", "next"],
    "properties": {
        "messages": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "kind", "payload"],
                "properties": {
                    "id": UUID,
                    "kind": TEXT,
                    "flow": NULLABLE,
                    "reference": NULLABLE,
                    "name": NULLABLE,
                    "media_type": NULLABLE,
                    "size": {"type": "integer"},
                    "sha256": NULLABLE,
                    "created_at": {"type": "string", "format": "date-time"},
                    "payload": {"type": "string", "description": "Address."},
                },
            },
        },
        "next": NULLABLE,
    },
}
ACKNOWLEDGMENT = {
    "type": "object",
    "properties": {
        "status": {"enum": ["acknowledged", "refused"], "default": "acknowledged"},
        "code": {"type": "string", "maxLength": 64},
    },
}
SCHEMAS = {
    "Problem": PROBLEM,
    "Accepted": ACCEPTED,
    "MessageState": STATE,
    "Issue": ISSUE,
    "BatchLine": LINE,
    "Mailbox": BOX,
    "Acknowledgment": ACKNOWLEDGMENT,
}
SECURITY = {
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "webhook-signature",
        "description": "Standard Webhooks: with webhook-id and webhook-timestamp.",
    },
    "apiKey": {"type": "http", "scheme": "bearer", "description": "Or X-API-Key."},
    "mutualTLS": {"type": "mutualTLS"},
}
EVERYBODY = [{"signature": []}, {"apiKey": []}, {"mutualTLS": []}]
KEYS = [{"apiKey": []}]


class HealthcareOpenapi(models.AbstractModel):
    """One object for ``GET /healthcare/v1/openapi.json``."""

    _name = "healthcare.openapi"
    _description = "Healthcare OpenAPI description"

    @api.model
    def _document(self):
        """The description. It names no connection: who reads it is nobody yet."""
        schemas = dict(SCHEMAS)
        for kind in sorted(REGISTRY):
            schemas[kind] = self._embedded(kind)
        documents = [
            {"$ref": f"#/components/schemas/{kind}"} for kind in sorted(REGISTRY)
        ]
        schemas["Document"] = {"oneOf": documents}
        return {
            "openapi": "3.1.0",
            "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
            "info": {
                "title": "Healthcare Integration",
                "version": "1",
                "description": "Documents in and out, stored before they are answered.",
            },
            "paths": self._paths(),
            "components": {
                "schemas": schemas,
                "securitySchemes": SECURITY,
                "responses": {
                    "Problem": _answer("What is wrong", "Problem", "problem+json"),
                },
            },
        }

    @api.model
    def _embedded(self, kind):
        """The schema of a kind as a component: definitions carry their kind."""
        schema = json_schema(kind)
        definitions = schema.pop("$defs", {})
        del schema["$schema"], schema["$id"]
        text = f"#/components/schemas/{kind}/$defs/"
        schema = _moved(schema, text)
        if definitions:
            schema["$defs"] = _moved(definitions, text)
        return schema

    @api.model
    def _paths(self):
        return self._inbound_paths() | self._outbound_paths()

    @api.model
    def _inbound_paths(self):
        inbound = [_parameter("connection"), _parameter("flow")]
        return {
            "/healthcare/v1/{connection}/{flow}": {
                "post": _operation(
                    "postDocument",
                    "Store one document (at most 10 MiB).",
                    EVERYBODY,
                    [*inbound, KEY],
                    {"202": _answer("Stored", "Accepted")},
                    {"application/json": _ref("Document"), "*/*": {"schema": {}}},
                )
            },
            "/healthcare/v1/{connection}/{flow}/batch": {
                "post": _operation(
                    "postBatch",
                    "Store many documents: NDJSON, at most 50 MiB or 10,000 lines. A "
                    'line is a document or {"key": "...", "document": ...}.',
                    EVERYBODY,
                    inbound,
                    {"202": _answer("One result per line", "BatchLine", "x-ndjson")},
                    {"application/x-ndjson": _ref("Document")},
                )
            },
            "/healthcare/v1/messages/{uuid}": {
                "get": _operation(
                    "getState",
                    "The state of a message, for its sender.",
                    EVERYBODY,
                    [_parameter("uuid", UUID)],
                    {"200": _answer("Its state", "MessageState")},
                )
            },
        }

    @api.model
    def _outbound_paths(self):
        uuid = [_parameter("uuid", UUID)]
        return {
            "/healthcare/v1/{connection}/messages": {
                "get": _operation(
                    "listMessages",
                    "Outbound messages that wait to be fetched.",
                    KEYS,
                    [_parameter("connection"), *PAGING],
                    {"200": _answer("A page", "Mailbox")},
                )
            },
            "/healthcare/v1/messages/{uuid}/payload": {
                "get": _operation(
                    "getPayload",
                    "The content of an outbound message.",
                    KEYS,
                    uuid,
                    {"200": {"description": "Bytes", "content": {"*/*": {}}}},
                )
            },
            "/healthcare/v1/messages/{uuid}/acknowledge": {
                "post": _operation(
                    "acknowledge",
                    "Say that a fetched message was taken or refused.",
                    KEYS,
                    uuid,
                    {"200": _answer("Its state", "MessageState")},
                    {"application/json": _ref("Acknowledgment")},
                )
            },
        }


def _parameter(name, schema=None, where="path", text=""):
    schema = schema or {"type": "string", "pattern": "^[a-z0-9_-]{1,64}$"}
    row = {"name": name, "in": where, "schema": schema, "required": where == "path"}
    return row | {"description": text} if text else row


KEY = _parameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": 255},
    "header",
    "Makes the document unique; else webhook-id, else the hash of its bytes.",
)
PAGING = [
    _parameter("after", TEXT, "query", "The next of the page before."),
    _parameter("limit", {"type": "integer", "maximum": 1000}, "query"),
    _parameter("kind", TEXT, "query"),
    _parameter("flow", TEXT, "query"),
]


def _operation(name, summary, security, parameters, answers, content=None):
    row = {
        "operationId": name,
        "summary": summary,
        "security": security,
        "parameters": parameters,
        "responses": answers | {"default": {"$ref": "#/components/responses/Problem"}},
    }
    if content:
        row["requestBody"] = {"required": True, "content": content}
    return row


def _answer(text, schema, form="json"):
    return {"description": text, "content": {f"application/{form}": _ref(schema)}}


def _ref(name):
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


def _moved(value, base):
    """``value`` with its references to ``#/$defs/`` pointing below ``base``."""
    if isinstance(value, dict):
        return {
            key: item.replace("#/$defs/", base) if key == "$ref" else _moved(item, base)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_moved(item, base) for item in value]
    return value
