"""The language of a PDF, which Qt cannot write: its catalogue once more at the end, with `/Lang` (ISO 32000-1, 7.5.6).

Readers speak a paper in its language only where the catalogue names one (PDF/UA, WCAG 3.1.1).
"""

from __future__ import annotations

import re

_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$", re.DOTALL)
_ROOT = re.compile(rb"/Root\s+(\d+)\s+0\s+R")


def with_language(pdf: bytes, language: str) -> bytes:
    """Return *pdf* with its catalogue in *language* (BCP 47) as an incremental update; ValueError for another's PDF."""
    trailer = _TRAILER.search(pdf)
    root = _ROOT.search(trailer[1]) if trailer else None
    if trailer is None or root is None:
        raise ValueError("not a PDF as Qt writes it")
    catalogue = re.search(rb"\n" + root[1] + rb" 0 obj\s*<<(.*?)>>\s*endobj", pdf, re.DOTALL)
    if catalogue is None:
        raise ValueError("the PDF has no plain catalogue")
    head = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    entry = (
        root[1] + b" 0 obj\n<<" + catalogue[1].rstrip() + b"\n/Lang (" + language.encode("ascii") + b")\n>>\nendobj\n"
    )
    xref = b"xref\n%b 1\n%010d 00000 n \n" % (root[1], len(head))
    tail = trailer[1].rstrip() + b"\n/Prev " + trailer[2]
    return head + entry + xref + b"trailer\n<<" + tail + b"\n>>\nstartxref\n%d\n%%%%EOF\n" % (len(head) + len(entry))
