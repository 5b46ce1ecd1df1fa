"""The pure rooms of the addons, as a partner's own translator."""

from dataclasses import dataclass

from .. import ground

ground.register()

from odoo.addons.healthcare_edi.codec.x12 import X12Codec  # noqa: E402
from odoo.addons.healthcare_edi.document import DOCUMENTS  # noqa: E402
from odoo.addons.healthcare_edi.document.acknowledging import (  # noqa: E402
    ACKNOWLEDGERS,
)
from odoo.addons.healthcare_integration_base import canonical, signature  # noqa: E402
from odoo.addons.healthcare_integration_base.codec.base import (  # noqa: E402
    Envelope,
)
from odoo.addons.healthcare_integration_base.document.choice import (  # noqa: E402
    document_for,
    writer_for,
)

__all__ = ["Address", "canonical", "read", "receipt", "seal", "signature"]


@dataclass(frozen=True)
class Address:
    """Who somebody is in an interchange header: ISA05/06 or ISA07/08."""

    identifier: str
    qualifier: str = "ZZ"


def read(payload, kind):
    """The canonical documents of ``kind`` in X12 bytes.

    :raises ValueError: a transaction set cannot be used; names code and place
    """
    found = []
    for part in X12Codec().decode(payload).parts:
        document = document_for(DOCUMENTS.values(), "x12", part.code, part.version)
        if document is None or document.kind != kind:
            continue
        result = document.read(part)
        if result.blocked:
            issue = next(issue for issue in result.issues if issue.blocks)
            raise ValueError(f"{issue.code} at {issue.where}")
        found += result.documents
    return found


def receipt(payload):
    """The 999 that answers an X12 file, as canonical documents: what was readable."""
    decoded = X12Codec().decode(payload)
    findings = {}
    for part in decoded.parts:
        document = document_for(DOCUMENTS.values(), "x12", part.code, part.version)
        issues = document.read(part).issues if document else ()
        findings[part.where] = (*part.issues, *issues)
    answers = ACKNOWLEDGERS["x12"](decoded, findings, "", "999")
    return [answer for answer in answers if answer.standard == "999"]


def seal(documents, sender, receiver, number, created_at):
    """Canonical documents as one X12 interchange, in bytes.

    :param sender: Address; so is ``receiver``
    :param number: interchange and group control number
    :param created_at: aware instant
    """
    parts = [
        writer_for(DOCUMENTS.values(), "x12", document.KIND, document).write(document)
        for document in documents
    ]
    envelope = Envelope(
        sender=sender.identifier,
        sender_qualifier=sender.qualifier,
        receiver=receiver.identifier,
        receiver_qualifier=receiver.qualifier,
        interchange_number=number,
        group_number=number,
        created_at=created_at,
    )
    return X12Codec().encode(parts, envelope)
