"""What a payer's front end says about claims before anybody decides about them."""

from decimal import Decimal

from .formats import canonical

#: Claim status category and code: accepted for processing; missing or invalid.
ACCEPTED, REJECTED = ("A2", "20"), ("A7", "21")
#: The whole file: its receipt is acknowledged.
RECEIVED = ("A1", "19")
TAKEN, REFUSED = "WQ", "U"
ZERO = Decimal(0)


def acknowledge(claims, source, created_at):
    """Canonical claims of one 837 file as claim acknowledgments, one per BHT03.

    :param source: canonical Party of the payer
    """
    files = {}
    for claim in claims:
        filing = claim.filing or canonical.ClaimFiling()
        key = (filing.reference, filing.submitter)
        files.setdefault(key, []).append(claim)
    return [
        _answer(reference, submitter, rows, source, created_at)
        for (reference, submitter), rows in files.items()
    ]


def wrong(claim):
    """Whether the front end sends a claim back: its lines are not its charge."""
    total = sum((line.charge for line in claim.lines), ZERO)
    return not claim.claim_number or not claim.lines or total != claim.charge


def _answer(reference, submitter, claims, source, created_at):
    day = created_at.date()
    number = reference or claims[0].claim_number
    levels = [_level("receiver", submitter, number, claims, day)]
    providers = dict.fromkeys(claim.billing_provider for claim in claims)
    ordered = []
    for provider in providers:
        own = [claim for claim in claims if claim.billing_provider == provider]
        levels.append(_level("provider", provider, "0", own, day))
        ordered += own
    return canonical.ClaimAcknowledgment(
        reference=f"ACK-{number}",
        claims=tuple(_claim(claim, day) for claim in ordered),
        levels=tuple(levels),
        source=source,
        source_trace=f"ACK-{number}",
        receiver=submitter,
        received_date=day,
        processed_date=day,
        created_at=created_at.replace(second=0, microsecond=0),
    )


def _level(level, party, number, claims, day):
    refused = [claim.charge for claim in claims if wrong(claim)]
    taken = [claim.charge for claim in claims if not wrong(claim)]
    charge = sum(taken + refused, ZERO)
    # The guide dates the status of the receiver, not the one of a provider.
    dated = day if level == "receiver" else None
    return canonical.AcknowledgedLevel(
        level=level,
        party=party,
        trace_number=number,
        reports=(_report(RECEIVED, dated, TAKEN, charge),),
        accepted_count=Decimal(len(taken)) if taken else None,
        rejected_count=Decimal(len(refused)) if refused else None,
        accepted_amount=sum(taken, ZERO) if taken else None,
        rejected_amount=sum(refused, ZERO) if refused else None,
    )


def _claim(claim, day):
    refused = wrong(claim)
    code, action = (REJECTED, REFUSED) if refused else (ACCEPTED, TAKEN)
    return canonical.AcknowledgedClaim(
        claim_number=claim.claim_number,
        reports=(_report(code, day, action, claim.charge),),
        payer_claim_number="" if refused else f"ICN{claim.claim_number}",
        bill_type=claim.bill_type,
        service_from=claim.service_from or day,
        service_to=claim.service_to or claim.service_from or day,
        provider=claim.billing_provider,
    )


def _report(code, day, action, charge):
    return canonical.StatusReport(
        codes=(canonical.StatusCode(*code),),
        effective_date=day,
        action=action,
        charge=charge,
    )
