"""cXML: requests, messages and responses of procurement over HTTP.

A shared secret stands in every request. It is neither a fact nor a part of any tree
that a document reads, and a place that holds one is never shown.
"""

import copy

from lxml import etree

from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.codec.xml_codec import (
    XmlCodec,
    add,
    serialized,
)
from odoo.addons.healthcare_integration_base.codec.xml_guard import refusal
from odoo.addons.healthcare_integration_base.codec.xml_places import told
from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    RejectedError,
)

from .cxml_faults import fault

VERSION = "1.2.014"
_SCHEMAS = "http://xml.cxml.org/schemas/cXML"
#: The document type of each kind of body; all others are in the first.
_TYPES = {
    "ConfirmationRequest": "Fulfill",
    "ShipNoticeRequest": "Fulfill",
    "InvoiceDetailRequest": "InvoiceDetail",
}
_MESSAGES = ("PunchOutOrderMessage",)
_RESPONSES = ("Response", "PunchOutSetupResponse")
#: Bodies that a place may name; of others it says no more than that there is one.
_BODIES = frozenset(
    (
        *("OrderRequest", "ConfirmationRequest", "ShipNoticeRequest"),
        *("InvoiceDetailRequest", "ReceiptRequest", "StatusUpdateRequest"),
        *("PunchOutSetupRequest", "ProfileRequest", "ProfileResponse"),
        *("OrderStatusRequest", "PaymentRemittanceRequest", "ProductActivityMessage"),
        *_MESSAGES,
        *_RESPONSES,
    )
)
_SECRETS = ("SharedSecret", "DigitalSignature", "CredentialMac")


class CxmlCodec(XmlCodec):
    """One :class:`Part` per request: ``code`` the name of its element, such as
    ``OrderRequest``; ``version`` that of the cXML.

    ``facts``, as text: ``payload_id timestamp deployment_mode from_domain from_id
    to_domain to_id sender_domain sender_id user_agent status_code``.
    """

    name = "cxml"
    label = "cXML"

    def parts_of(self, root):
        """The bodies of a document.

        :raises DecodeError: ``xml.document`` for XML that is no cXML.
        """
        if root.tag != "cXML":
            raise refusal("xml.document", f"/{told(root.tag, ())}")
        facts = _facts(root)
        version = root.get("version") or ""
        parts = []
        for wrapper in root.iterchildren("Request", "Message", "Response"):
            where = f"/cXML/{wrapper.tag}"
            found = [child for child in wrapper if child.tag != "Status"]
            known = facts | _status(wrapper)
            known["deployment_mode"] = wrapper.get("deploymentMode") or ""
            if not found and wrapper.tag == "Response":
                parts.append(Part("Response", wrapper, where, version, known))
            for child in found:
                place = f"{where}/{told(child.tag, _BODIES)}"
                parts.append(Part(child.tag, child, place, version, known))
        return tuple(parts)

    def facts_of(self, root):
        """What stands around the body."""
        return _facts(root)

    def decode(self, payload):
        """As XML; a document without any body says so."""
        decoded = super().decode(payload)
        if decoded.parts:
            return decoded
        issue = fault("cxml.body", "/cXML")
        return type(decoded)((), (*decoded.issues, issue), decoded.facts)

    def veil(self, text, mask):
        """As XML, but nothing at all of a secret."""
        if any(f"<{name}" in text for name in _SECRETS):
            name = text[1:].partition(">")[0].partition(" ")[0]
            return f"<{name}>\N{HORIZONTAL ELLIPSIS}</{name}>"
        return super().veil(text, mask)

    def encode(self, parts, envelope):
        """The only part in a cXML document.

        ``envelope``: sender and receiver with their credential domains as qualifiers,
        ``created_at`` aware, ``usage`` P or T, ``interchange_number`` for the payload's
        id; ``options``: ``payload_id``, ``shared_secret``, ``user_agent``, ``version``,
        ``sender_identity`` where a network sends for somebody.

        :raises ConfigurationError: ``cxml.write.created_at``, ``cxml.write.sender``.
        :raises RejectedError: ``cxml.write.parts`` for more than one part.
        """
        if len(parts) != 1:
            raise RejectedError("cxml.write.parts")
        if envelope.created_at is None:
            raise ConfigurationError("cxml.write.created_at")
        if not envelope.sender or not envelope.receiver:
            raise ConfigurationError("cxml.write.sender")
        (part,) = parts
        version = envelope.options.get("version", VERSION)
        root = _root(envelope, version)
        if part.code not in _RESPONSES:
            _header(root, envelope)
        root.append(_wrapped(part, envelope))
        name = _TYPES.get(part.code, "cXML")
        return serialized(
            root, f'<!DOCTYPE cXML SYSTEM "{_SCHEMAS}/{version}/{name}.dtd">'
        )


def _root(envelope, version):
    root = etree.Element("cXML")
    created = envelope.created_at
    domain = envelope.sender if "." in envelope.sender else f"{envelope.sender}.invalid"
    number = f"{created:%Y%m%d%H%M%S}.{envelope.interchange_number}@{domain}"
    root.set("payloadID", envelope.options.get("payload_id") or number)
    root.set("timestamp", created.isoformat(timespec="seconds"))
    root.set("version", version)
    return root


def _header(root, envelope):
    header = add(root, "Header")
    options = envelope.options
    _credential(header, "From", envelope.sender_qualifier, envelope.sender)
    _credential(header, "To", envelope.receiver_qualifier, envelope.receiver)
    sender = options.get("sender_identity") or envelope.sender
    credential = _credential(header, "Sender", envelope.sender_qualifier, sender)
    if options.get("shared_secret"):
        add(credential, "SharedSecret", options["shared_secret"])
    agent = options.get("user_agent") or "Healthcare integration"
    add(credential.getparent(), "UserAgent", agent)


def _credential(header, tag, domain, identity):
    credential = add(add(header, tag), "Credential", domain=domain or "NetworkID")
    add(credential, "Identity", identity)
    return credential


def _wrapped(part, envelope):
    """The Request, Message or Response around a copy of the tree."""
    tree = copy.deepcopy(part.tree)
    if part.code == "Response":
        return tree
    tag = "Message" if part.code in _MESSAGES else "Request"
    tag = "Response" if part.code in _RESPONSES else tag
    wrapper = etree.Element(tag)
    if tag == "Response":
        code = part.facts.get("status_code") or "200"
        add(wrapper, "Status", code=code, text="OK" if code == "200" else "Accepted")
    else:
        wrapper.set("deploymentMode", "production" if envelope.usage == "P" else "test")
    wrapper.append(tree)
    return wrapper


def _facts(root):
    facts = {
        "payload_id": root.get("payloadID") or "",
        "timestamp": root.get("timestamp") or "",
    }
    for tag in ("From", "To", "Sender"):
        credential = root.find(f"Header/{tag}/Credential")
        name = tag.lower()
        identity = "" if credential is None else credential.findtext("Identity") or ""
        facts[f"{name}_id"] = identity.strip()
        domain = "" if credential is None else credential.get("domain") or ""
        facts[f"{name}_domain"] = domain
    facts["user_agent"] = (root.findtext("Header/Sender/UserAgent") or "").strip()
    return facts


def _status(wrapper):
    status = wrapper.find("Status")
    return {"status_code": "" if status is None else status.get("code") or ""}
