"""A small 997 of the tests' own: written and read by other code than the addon's."""

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedError,
    AcknowledgedGroup,
    AcknowledgedSet,
    FunctionalAcknowledgment,
)

WORDS = {"A": "accepted", "E": "accepted_with_errors", "P": "partly", "R": "rejected"}


def answer_997(group, sets, control="000000501", errors=(), **envelope):
    """The text of a partner's interchange with one 997.

    :param group: ``(GS01, GS06)`` that is acknowledged.
    :param sets: ``[(ST01, ST02, A E or R)]``.
    :param errors: segments between AK2 and AK5 of the first set, ``AK3*PO1*5**8``.
    """
    sender = envelope.get("sender", "123456789")
    body = [f"AK1*{group[0]}*{group[1]}"]
    for number, (code, st02, word) in enumerate(sets):
        body += [f"AK2*{code}*{st02}", *(errors if not number else ())]
        body.append(f"AK5*{word}")
    good = sum(word != "R" for _code, _st02, word in sets)
    total = len(sets)
    word = "A" if good == total else "R" if not good else "P"
    body.append(f"AK9*{word}*{total}*{total}*{good}")
    rows = [
        f"ISA*00*{' ' * 10}*00*{' ' * 10}*01*{sender.ljust(15)}*ZZ*"
        f"{'HOSPITAL'.ljust(15)}*260105*1200*U*00401*{control}*0*T*:",
        f"GS*FA*{sender}*HOSPITAL*20260105*1200*{int(control)}*X*004010",
        "ST*997*0001",
        *body,
        f"SE*{len(body) + 2}*0001",
        f"GE*1*{int(control)}",
        f"IEA*1*{control}",
    ]
    return "".join(row + "~\n" for row in rows)


class Stub997:
    """Reads and writes AK1, AK2, AK3, AK4, AK5 and AK9."""

    code = "x12_997"
    kind = "functional_acknowledgment"
    codec = "x12"
    reads = "997"
    implementations = ()

    def writes(self, document):
        """Whatever is asked for."""
        return document.standard == "997"

    def read(self, part):  # pylint: disable=method-required-super
        """One document."""
        from odoo.addons.healthcare_integration_base.document.base import ReadResult

        code = control = ""
        status, sets, errors, current = "accepted", [], [], None
        for tag, *row in part.tree:
            if tag == "AK1":
                code, control = row[0], row[1]
            elif tag == "AK2":
                current, errors = (row[0], row[1]), []
            elif tag == "AK3":
                place = int(row[1])
                errors.append(
                    AcknowledgedError(f"AK304:{row[3]}", "segment", row[0], place)
                )
            elif tag == "AK5":
                sets.append(AcknowledgedSet(*current, WORDS[row[0]], "", tuple(errors)))
            elif tag == "AK9":
                status = WORDS[row[0]]
        group = AcknowledgedGroup(code, control, status=status, sets=tuple(sets))
        document = FunctionalAcknowledgment("997", status, groups=(group,))
        return ReadResult((document,))

    def write(self, document):  # pylint: disable=method-required-super
        """One transaction set."""
        from odoo.addons.healthcare_integration_base.codec.base import Part

        group = document.groups[0]
        rows = [["AK1", group.code, group.control]]
        letters = {word: letter for letter, word in WORDS.items()}
        for row in group.sets:
            rows += [["AK2", row.code, row.control], ["AK5", letters[row.status]]]
        rows.append(["AK9", letters[group.status]])
        return Part("997", rows, version="004010")


def acknowledge(decoded, findings, control, standard):
    """One 997 for the first group of the file."""
    sets = []
    for part in decoded.parts:
        issues = (*part.issues, *findings.get(part.where, ()))
        bad = any(issue.blocks for issue in issues)
        status = "rejected" if bad else "accepted"
        sets.append(AcknowledgedSet(part.code, part.facts["st02"], status))
    statuses = {row.status for row in sets}
    status = "partly" if len(statuses) > 1 else next(iter(statuses), "rejected")
    facts = decoded.parts[0].facts if decoded.parts else {}
    group = AcknowledgedGroup(
        facts.get("gs01", ""), facts.get("gs06", ""), status=status, sets=tuple(sets)
    )
    return (FunctionalAcknowledgment("997", status, groups=(group,)),)
