"""What partners read before they write: OpenAPI and JSON Schemas."""

from odoo import http
from odoo.http import request

from ..canonical import REGISTRY
from ..canonical.schema import json_schema
from ..models.healthcare_schema import PUBLISHED
from .door import route
from .problem import PROBLEMS, Refused

FRESH = "public, max-age=300"


class HealthcareDescription(http.Controller):
    """Open to everybody: shapes, no names and no data."""

    @route("/healthcare/v1/openapi.json", "GET")
    def openapi(self, **_unused):
        """OpenAPI 3.1 with every problem code."""
        document = request.env["healthcare.openapi"]._document()
        problem = document["components"]["schemas"]["Problem"]["properties"]["code"]
        document["components"]["schemas"]["Problem"] = {
            **document["components"]["schemas"]["Problem"],
            "properties": document["components"]["schemas"]["Problem"]["properties"]
            | {"code": problem | {"examples": sorted(PROBLEMS)}},
        }
        return _fresh(document, "application/vnd.oai.openapi+json;version=3.1")

    @route("/healthcare/v1/schemas", "GET")
    def schemas(self, **_unused):
        """Every kind and version with its end, if it has one."""
        rows = request.env["healthcare.schema"].sudo().search([])
        return _fresh(
            {
                "schemas": [
                    {
                        "kind": row.kind,
                        "version": row.version,
                        "status": row.status,
                        "deprecated_on": _day(row.deprecated_on),
                        "ends_on": _day(row.sunset_on),
                        "schema": f"{PUBLISHED}/{row.kind}/{row.version}.json",
                    }
                    for row in rows
                ]
            }
        )

    @route("/healthcare/v1/schemas/<string:kind>/<string:version>.json", "GET")
    def schema(self, kind, version, **_unused):
        """The JSON Schema (2020-12) of a canonical kind in a version."""
        cls = REGISTRY.get(kind)
        if cls is None or version != str(cls.SCHEMA_VERSION):
            raise Refused("schema.unknown")
        return _fresh(json_schema(kind, PUBLISHED), "application/schema+json")


def _fresh(data, media_type="application/json"):
    response = request.make_json_response(data)
    response.headers["Content-Type"] = media_type
    response.headers["Cache-Control"] = FRESH
    return response


def _day(value):
    return value.isoformat() if value else None
