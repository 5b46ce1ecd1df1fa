"""The price-dispute dossier as a PDF, from plain values. Pure.

One page of claim, then the evidence of each price: contract, order, the supplier's own
acknowledgment, the bill, the last prices and what is at stake on open orders.
"""

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import (
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

PURPOSE = "price_dispute"
PATH = "/healthcare/dispute/"
"""What the signed link is for, and where it leads."""

WIDTH = A4[0] - 36 * mm
GREY = colors.HexColor("#f0f0f3")
DARK = colors.HexColor("#3c3c4a")


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One disputed price, per ``unit``; ``facts`` are (label, words) in order.

    ``history``: (day, document, price) of earlier prices, newest first.
    """

    item: str
    quantity: Decimal
    unit: str
    billed: Decimal
    agreed: Decimal
    difference: Decimal
    exposure: Decimal
    facts: tuple[tuple[str, str], ...] = ()
    history: tuple[tuple[date | None, str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """The letter. Amounts without tax in ``currency`` (ISO 4217)."""

    number: str
    day: date
    company: str
    supplier: str
    bill: str
    bill_day: date | None
    currency: str
    amount: Decimal
    exposure: Decimal
    answer_by: date
    contact: str
    contact_email: str
    lines: tuple[DossierLine, ...]
    note: str = ""

    def pdf(self):
        """The dossier as bytes of a PDF."""
        out = io.BytesIO()
        page = SimpleDocTemplate(
            out,
            pagesize=A4,
            leftMargin=18 * mm,
            rightMargin=18 * mm,
            topMargin=16 * mm,
            bottomMargin=18 * mm,
            title=f"Price dispute {self.number}",
            author=self.company,
        )
        page.build(list(self._story()), onFirstPage=self._foot, onLaterPages=self._foot)
        return out.getvalue()

    # -- parts -----------------------------------------------------------------------

    def _story(self):
        yield _text(self.company, "small")
        yield _text(f"Price dispute {self.number}", "title")
        yield _text(f"{self.supplier} · {self.day:%d %b %Y}", "plain")
        yield Spacer(1, 5 * mm)
        yield self._head()
        yield Spacer(1, 4 * mm)
        yield from self._words()
        yield self._summary()
        for line in self.lines:
            yield Spacer(1, 6 * mm)
            yield KeepTogether(list(self._evidence(line)))

    def _head(self):
        bill = self.bill or "not billed yet"
        if self.bill_day:
            bill = f"{bill} of {self.bill_day:%d %b %Y}"
        rows = [
            ("Invoice", bill),
            ("Credit we ask for", self._money(self.amount)),
            ("At stake on open orders", self._money(self.exposure)),
            ("Please answer by", f"{self.answer_by:%d %b %Y}"),
        ]
        return _facts(rows)

    def _words(self):
        yield _text(
            "The prices below are higher than what we agreed. Please check the "
            "evidence and answer with the link in our e-mail: when you agree, we book "
            "a credit for exactly the difference; when you disagree, tell us why and "
            "attach what shows it.",
            "plain",
        )
        if self.note:
            yield Spacer(1, 2 * mm)
            yield _text(self.note, "plain")
        yield Spacer(1, 4 * mm)

    def _summary(self):
        head = ("Item", "Quantity", "Billed", "Agreed", "Difference")
        rows = [[_text(word, "head") for word in head]]
        for line in self.lines:
            rows.append(
                [
                    _text(line.item, "cell"),
                    _text(f"{_plain(line.quantity)} {line.unit}", "right"),
                    _text(_price(line.billed), "right"),
                    _text(_price(line.agreed), "right"),
                    _text(self._money(line.difference), "right"),
                ]
            )
        rows.append(
            [
                "",
                "",
                "",
                _text("Total", "right"),
                _text(self._money(self.amount), "bold"),
            ]
        )
        widths = [0.42, 0.16, 0.12, 0.12, 0.18]
        return _grid(rows, [WIDTH * part for part in widths])

    def _evidence(self, line):
        yield _text(line.item, "section")
        yield _facts(
            [
                *line.facts,
                ("Billed", f"{_price(line.billed)} {self.currency} per {line.unit}"),
                ("Agreed", f"{_price(line.agreed)} {self.currency} per {line.unit}"),
                ("On open orders", self._money(line.exposure)),
            ]
        )
        if line.history:
            yield Spacer(1, 2 * mm)
            yield _text(f"Last {len(line.history)} prices per {line.unit}", "small")
            rows = [
                [
                    _text(f"{day:%d %b %Y}" if day else "", "cell"),
                    _text(document, "cell"),
                    _text(f"{_price(price)} {self.currency}", "right"),
                ]
                for day, document, price in line.history
            ]
            yield _grid(rows, [WIDTH * 0.25, WIDTH * 0.5, WIDTH * 0.25], head=False)

    def _foot(self, canvas, page):
        contact = ", ".join(filter(None, (self.contact, self.contact_email)))
        canvas.saveState()
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(colors.grey)
        # The standard fonts know Latin-1 only; a letter they lack must not stop it.
        words = f"{self.number} · {contact}".encode("latin-1", "replace")
        canvas.drawString(18 * mm, 10 * mm, words.decode("latin-1"))
        canvas.drawRightString(A4[0] - 18 * mm, 10 * mm, f"Page {page.page}")
        canvas.restoreState()

    def _money(self, amount):
        return f"{amount:,.2f} {self.currency}"


_BASE = getSampleStyleSheet()["Normal"]
_STYLES = {
    "title": ParagraphStyle("t", _BASE, fontSize=18, leading=24, textColor=DARK),
    "section": ParagraphStyle("s", _BASE, fontSize=12, leading=18, textColor=DARK),
    "plain": ParagraphStyle("p", _BASE, fontSize=10, leading=14),
    "small": ParagraphStyle("m", _BASE, fontSize=8.5, leading=12, textColor="grey"),
    "cell": ParagraphStyle("c", _BASE, fontSize=9, leading=12),
    "head": ParagraphStyle("h", _BASE, fontSize=9, leading=12, textColor=DARK),
    "right": ParagraphStyle("r", _BASE, fontSize=9, leading=12, alignment=2),
    "bold": ParagraphStyle(
        "b", _BASE, fontSize=9, leading=12, alignment=2, fontName="Helvetica-Bold"
    ),
}


def _text(words, style):
    """A paragraph; what the standard fonts cannot print becomes a question mark."""
    printable = str(words).encode("latin-1", "replace").decode("latin-1")
    return Paragraph(escape(printable), _STYLES[style])


def _facts(rows):
    """Labels and words in two columns; empty words are left out."""
    cells = [
        [_text(label, "head"), _text(words, "cell")] for label, words in rows if words
    ]
    table = Table(cells, colWidths=[WIDTH * 0.28, WIDTH * 0.72])
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("BACKGROUND", (0, 0), (0, -1), GREY),
                ("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.lightgrey),
            ]
        )
    )
    return table


def _grid(rows, widths, head=True):
    table = Table(rows, colWidths=widths, repeatRows=int(head))
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.lightgrey),
    ]
    if head:
        style.append(("BACKGROUND", (0, 0), (-1, 0), GREY))
    table.setStyle(TableStyle(style))
    return table


def _plain(number):
    """A quantity without trailing zeros."""
    return format(Decimal(number).normalize(), "f")


def _price(number):
    """A price with two decimals at least and six at most, no trailing zeros."""
    text = format(round(Decimal(number), 6).normalize(), "f")
    whole, _dot, cents = text.partition(".")
    return f"{whole}.{cents.ljust(2, '0')}"
