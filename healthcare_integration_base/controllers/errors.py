"""Errors below the doors' addresses have the doors' form, whoever raises them."""

from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.http import request

from .problem import problem

ADDRESSES = "/healthcare/v1/"
CODES = {404: "flow.unknown", 413: "payload.too_large", 400: "request.refused"}


class IrHttp(models.AbstractModel):
    """What the server refuses before a door sees it, such as too large a form."""

    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        response = super()._handle_error(exception)
        if not request.httprequest.path.startswith(ADDRESSES):
            return response
        status = exception.code if isinstance(exception, HTTPException) else 500
        code = CODES.get(status, "request.refused" if status < 500 else "server.error")
        return problem(status, code)
