"""What happens while a document is opened: part of `kiosk.session.events`. Nothing of the document is in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DocumentRead:
    """The document reader typed a zone whose check digits fit; it is kept outside the session."""


@dataclass(frozen=True)
class DocumentMisread:
    """The document reader typed something that is no zone."""


@dataclass(frozen=True)
class DocumentWrong:
    """What was given is not what is printed in the document in the reader."""
