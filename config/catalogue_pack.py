"""A published catalogue as one file, as it travels: its signature, a line feed, its content.

Refuses nothing: who takes one in (`config.publication.install`) asks for the
signature and for everything else, whatever road it came by.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from config.catalogue import Catalogue
from config.publication import CONTENT, SIGNATURE, CatalogueRefused, Publisher, install, installed


def as_pack(folder: Path) -> bytes:
    """Return the published catalogue in *folder* as one file; OSError."""
    return (folder / SIGNATURE).read_bytes() + b"\n" + (folder / CONTENT).read_bytes()


def newest_pack(current_folder: Path) -> bytes | None:
    """Return the newest installed catalogue as one file, unchecked; None where none can be read."""
    folders = installed(current_folder)
    try:
        return as_pack(folders[-1]) if folders else None
    except OSError:
        return None


def catalogue_in(pack: bytes) -> Catalogue | None:
    """Return the catalogue in *pack*, its signature unasked: for who has offered it; None when there is none."""
    _, _, content = pack.partition(b"\n")
    try:
        return msgspec.json.decode(content, type=Catalogue)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def install_pack(
    pack: bytes, current_folder: Path, public_keys: Iterable[Publisher], *, demo: bool = False
) -> Catalogue:
    """Take the catalogue in *pack* among the installed ones and return it.

    Raises CatalogueRefused as `install` does, and OSError of the disk.
    """
    signature, line_feed, content = pack.partition(b"\n")
    if not line_feed:
        raise CatalogueRefused("damaged", ("not a catalogue and its signature",))
    with tempfile.TemporaryDirectory(prefix="catalogue-") as name:
        folder = Path(name)
        (folder / SIGNATURE).write_bytes(signature)
        (folder / CONTENT).write_bytes(content)
        return install(folder, current_folder, public_keys, demo=demo)
