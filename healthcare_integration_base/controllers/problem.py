"""Problem details (RFC 9457): a code and a place, never a value of the request."""

from http import HTTPStatus

from odoo.http import request


def problem(status, code, where="", **members):
    """A response of type ``application/problem+json``."""
    body = {
        "type": f"urn:healthcare-integration:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
    }
    if where:
        body["where"] = where
    response = request.make_json_response(body | members, status=status)
    response.headers["Content-Type"] = "application/problem+json; charset=utf-8"
    return no_store(response)


def no_store(response):
    """Keep an answer out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
