"""An order as a PDF, for suppliers who read paper, and for the downtime pack. Pure.

Made with reportlab from canonical documents; the words come from the caller, in the
reader's language.
"""

import io
from html import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import (
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

STYLES = getSampleStyleSheet()
GRID = TableStyle(
    [
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#eeeeee")),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.grey),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("ALIGN", (3, 0), (-1, -1), "RIGHT"),
    ]
)
NOTICE = TableStyle(
    [
        ("BOX", (0, 0), (-1, -1), 1.2, colors.black),
        ("BACKGROUND", (0, 0), (-1, -1), colors.HexColor("#fff3cd")),
    ]
)
WIDTHS = (12 * mm, 32 * mm, 62 * mm, 22 * mm, 20 * mm, 26 * mm)


def order_pdf(orders, words):
    """The bytes of one PDF with a page (or more) per order.

    :param orders: :class:`PurchaseOrder` rows, each with the notice above it (text,
        empty: none): ``(order, notice)``.
    :param dict words: ``title``, ``date``, ``ship_to``, ``buyer``, ``supplier``,
        ``head`` (six headings), ``total``, ``needed_by``.
    """
    story = []
    for position, (order, notice) in enumerate(orders):
        if position:
            story.append(PageBreak())
        story += _page(order, notice, words)
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=18 * mm,
        rightMargin=18 * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
        title=words["title"],
    )
    document.build(story or [Paragraph(escape(words["title"]), STYLES["Title"])])
    return buffer.getvalue()


def _page(order, notice, words):
    story = [_text(f"{words['title']} {order.order_number}", "Heading1")]
    if notice:
        box = Table([[_text(notice, "Heading3")]], colWidths=[sum(WIDTHS)])
        box.setStyle(NOTICE)
        story += [box, Spacer(1, 4 * mm)]
    facts = [
        (words["date"], order.order_date),
        (words["needed_by"], order.needed_by),
        (words["buyer"], _party(order.buyer)),
        (words["supplier"], _party(order.supplier)),
        (words["ship_to"], _party(order.ship_to)),
    ]
    story += [_text(f"{name}: {value}") for name, value in facts if value]
    story += [Spacer(1, 4 * mm), _lines(order, words)]
    if order.total is not None:
        total = f"{words['total']}: {order.total} {order.currency}"
        story += [Spacer(1, 3 * mm), _text(total, "Heading3")]
    return story


def _lines(order, words):
    rows = [[_text(word) for word in words["head"]]]
    for line in order.lines:
        item = line.item.supplier or line.item.gtin or line.item.buyer
        rows.append(
            [
                _text(line.number),
                _text(item),
                _text(line.description),
                _text(f"{line.quantity.normalize():f} {line.uom}"),
                _text("" if line.price is None else f"{line.price.normalize():f}"),
                _text(line.needed_by or ""),
            ]
        )
    table = Table(rows, colWidths=WIDTHS, repeatRows=1)
    table.setStyle(GRID)
    return table


def _party(party):
    return ", ".join(filter(None, (party.name, party.identifier)))


def _text(value, style="BodyText"):
    return Paragraph(escape(str(value)), STYLES[style])
