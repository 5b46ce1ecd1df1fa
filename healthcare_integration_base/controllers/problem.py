"""Problem details (RFC 9457): a code and a place, never a value of the request."""

from http import HTTPStatus

from odoo.http import request

NO, AGAIN, LATER, NEW = "no", "same_request", "after_delay", "corrected"
"""Retry advice: never, the very same request, the same after a while, a corrected."""
PROBLEMS = {
    "flow.unknown": (404, NEW, "There is no such address."),
    "flow.sunset": (410, NO, "This address has ended; ask for the one that follows."),
    "connection.unknown": (404, NEW, "There is no such address."),
    "message.unknown": (404, NO, "No message of yours has this id."),
    "schema.unknown": (404, NO, "There is no such kind or version."),
    "credential.missing": (
        403,
        LATER,
        "This address has no valid secret yet, so nobody gets in.",
    ),
    "credential.scope": (403, NO, "This key is not allowed to do that."),
    "signature.missing": (401, NEW, "The request bears no proof of its sender."),
    "signature.timestamp": (401, NEW, "The timestamp is not in Unix seconds."),
    "signature.expired": (401, NEW, "The timestamp is too far from our clock."),
    "signature.mismatch": (401, NEW, "The signature does not fit."),
    "signature.replayed": (409, NO, "This signed request came before."),
    "key.wrong": (401, NEW, "The API key is not valid."),
    "certificate.untrusted": (401, NEW, "The client certificate is not accepted."),
    "authentication.too_many_failures": (429, LATER, "Too many failed attempts."),
    "rate.exceeded": (429, LATER, "More messages than agreed."),
    "payload.empty": (422, NEW, "There is no document."),
    "payload.too_large": (413, NO, "The document is too large."),
    "payload.media_type": (415, NEW, "Documents are not posted as forms."),
    "payload.missing": (404, NO, "The content is no longer kept."),
    "batch.too_large": (413, NEW, "A batch is too large; send it in parts."),
    "batch.too_many_lines": (413, NEW, "A batch has too many lines; send it in parts."),
    "batch.media_type": (415, NEW, "A batch is application/x-ndjson."),
    "line.encoding": (422, NEW, "The line is not UTF-8."),
    "line.syntax": (422, NEW, "The line is not JSON."),
    "line.text_expected": (422, NEW, "This syntax travels as a JSON string."),
    "key.conflict": (409, NO, "The key was used before with other content."),
    "key.too_long": (422, NEW, "A key has at most 255 characters."),
    "key.characters": (422, NEW, "A key is printable ASCII."),
    "parameter.invalid": (422, NEW, "A parameter cannot be read."),
    "message.state": (409, NO, "The message is past that."),
    "store.unavailable": (503, LATER, "Nothing was stored; send it again."),
    "request.refused": (400, NEW, "The request cannot be read."),
    "server.error": (
        500,
        AGAIN,
        "Something failed here; you may send it again.",
    ),
}
"""Every code of the doors: ``(status, retry advice, detail)``."""
TYPE = "urn:healthcare-integration:problem:"


class Refused(Exception):
    """The request ends with a problem; carries nothing of the request."""

    def __init__(self, code, where="", retry_after=0, **members):
        super().__init__(code)
        self.code = code
        self.where = where
        self.retry_after = retry_after
        self.members = members

    def response(self):
        """The answer that the sender gets."""
        return problem(
            None, self.code, self.where, retry_after=self.retry_after, **self.members
        )


def details(code, where="", **members):
    """The JSON object of a problem. ``members`` may name the ``id`` of a message."""
    status, retry, detail = PROBLEMS.get(code, (422, NEW, ""))
    body = {
        "type": TYPE + code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "retry": retry,
    }
    if where:
        body["where"] = where
    if "id" in members:
        body["instance"] = f"urn:uuid:{members['id']}"
    return body | members


def problem(status, code, where="", retry_after=0, **members):
    """A response of type ``application/problem+json``.

    :param status: an HTTP status, or None for the usual one of this code.
    :param retry_after: seconds after which it may be tried again.
    """
    body = details(code, where, **members)
    if status:
        body |= {"status": int(status), "title": HTTPStatus(status).phrase}
    if retry_after:
        # Rounded up: who waits that long is not refused again.
        body["retry_after"] = int(retry_after) + 1
    response = request.make_json_response(body, status=body["status"])
    response.headers["Content-Type"] = "application/problem+json; charset=utf-8"
    if retry_after:
        response.headers["Retry-After"] = str(body["retry_after"])
    if body["status"] == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="healthcare"'
    return no_store(response)


def no_store(response):
    """Keep an answer out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
