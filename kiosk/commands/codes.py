"""Batches as codes to be photographed: where neither a link nor a stick leads out, a telephone may."""

from __future__ import annotations

import tempfile
from pathlib import Path

from config.whole_file import FOR_ALL, write_whole
from devices.printer.document import Document, Line, Qr
from devices.printer.render import render, save_png
from sync.dispatch import Dispatch
from sync.parcel import Packer
from sync.stick import export_batches
from sync.wire import codes_of

SMALL = 6 * 1024
"""Bytes of sealed requests in one series: about a dozen codes."""


def draw_queue(dispatch: Dispatch, packer: Packer, folder: Path) -> tuple[Path, ...]:
    """Draw what waits as `<batch>-<place>of<count>.png` in *folder* and return the files; TooManyCodes, OSError."""
    files: list[Path] = []
    for name, carried in export_batches(dispatch, packer, SMALL, files=False):
        texts = codes_of(carried)
        for place, text in enumerate(texts, start=1):
            title = Line(f"{name}   {place} / {len(texts)}", size="large", bold=True, align="center")
            path = folder / f"{name}-{place:02}of{len(texts):02}.png"
            files.append(write_whole(path, _picture(Document((title, Qr(text)))), mode=FOR_ALL))
    return tuple(files)


def _picture(document: Document) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "code.png"
        save_png(render(document), path)
        return path.read_bytes()
