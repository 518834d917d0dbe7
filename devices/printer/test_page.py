"""The page a technician prints to judge head, knife, width and letters by eye.

It holds no person's data and needs no words of a language.
"""

from __future__ import annotations

from devices.printer.document import (
    Block,
    Checks,
    Document,
    Gap,
    Heading,
    Item,
    Letterhead,
    Line,
    Pair,
    Qr,
    Rule,
    Ruler,
)

LETTERS = (
    "АаБбВвГгДдЕеЁёЖжЗзИиЙйКкЛлМмНнОоӨөПпРрСсТтУуҮүФфХхЦцЧчШшЩщЪъЫыЬьЭэЮюЯя",
    "ӨӨ ӨО ҮҮ ҮУ  өө өо үү үу",
    "0123456789  ₮ № « » „ “ – — … §",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz",
)
_VERTICAL = "ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ"


def technician_page(
    title: str, facts: tuple[tuple[str, str], ...], qr_payload: str, *, large_print: bool = False
) -> Document:
    """Return the test page: *facts* such as kiosk number and hour, every letter, sizes, a ruler, a QR code.

    The ruler's first and last marks both show only where the width of the site file is right.
    """
    blocks: tuple[Block, ...] = (
        Letterhead(_VERTICAL, (title,)),
        Gap(2),
        *(Pair(label, value) for label, value in facts),
        Gap(2),
        Ruler(),
        Heading("Өө Үү ₮ №"),
        *(Line(letters) for letters in LETTERS),
        Line("Өө Үү ₮ №", size="small"),
        Line("Өө Үү ₮ №", size="large", bold=True),
        Line("000-00000-00", size="huge", align="center"),
        Rule(),
        Checks((Item("Өө", ticked=True), Item("Үү"))),
        Rule(dashed=True),
        Qr(qr_payload, qr_payload[:40]),
    )
    return Document(blocks, large_print)
