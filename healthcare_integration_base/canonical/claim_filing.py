"""What a payer asks for beside the money of a claim. Nothing about the patient."""

from dataclasses import dataclass
from datetime import datetime

from .party import Party


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Where an organisation is; ``state`` and ``country`` as codes."""

    street: str = ""
    street2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class ClaimFiling:
    """Who files, where the biller is, and what was signed.

    ``reference`` BHT03, the number of the file that a claim acknowledgment repeats;
    ``submitted_at`` BHT04 and BHT05, taken as UTC; ``submitter_phone`` PER*IC TE.
    ``signature_on_file`` CLM06, ``assignment`` CLM07 (A assigned, B, C not),
    ``benefits_assigned`` CLM08 (Y, N, W), ``release`` CLM09 (Y signed, I informed).
    Institutional: ``admission_type`` CL101, ``admission_source`` CL102,
    ``discharge_status`` CL103.
    """

    reference: str = ""
    submitted_at: datetime | None = None
    submitter: Party = Party()
    submitter_phone: str = ""
    receiver: Party = Party()
    billing_address: PostalAddress = PostalAddress()
    billing_tax_id: str = ""
    billing_taxonomy: str = ""
    signature_on_file: str = ""
    assignment: str = ""
    benefits_assigned: str = ""
    release: str = ""
    authorization: str = ""
    admission_type: str = ""
    admission_source: str = ""
    discharge_status: str = ""
