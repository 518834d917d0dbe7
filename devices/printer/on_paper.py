"""A text that may stand on the paper and nowhere else: the lottery number and the code of an e-barimt.

The rule is the tax authority's (PosAPI 3.0, answer of `POST /rest/receipt`: `lottery` and `qrData` may be kept in no
form but on the printed receipt). It refuses to be shown, compared, copied, pickled or encoded; who prints it opens it
once, on the printer's thread, and its bytes are overwritten when it has left or is dropped.
"""

from __future__ import annotations

from typing import NoReturn


class Spent(ValueError):  # noqa: N818 - said as people say it
    """The text went out on paper, or was wiped: there is nothing to print a second time."""


class OnPaperOnly:
    """Holds one text until it is printed; `wipe` overwrites it, and then `reveal` raises `Spent`."""

    __slots__ = ("_bytes",)

    def __init__(self, text: str) -> None:
        self._bytes: bytearray | None = bytearray(text, "utf-8")

    @property
    def is_spent(self) -> bool:
        return self._bytes is None

    def reveal(self) -> str:
        """Return the text, for the paper that is drawn now; raises `Spent`."""
        if self._bytes is None:
            raise Spent("it stood on one paper, and nowhere else")
        return self._bytes.decode("utf-8")

    def wipe(self) -> None:
        """Overwrite the text; what is spent stays spent."""
        if self._bytes is not None:
            self._bytes[:] = bytes(len(self._bytes))
            self._bytes = None

    def __repr__(self) -> str:
        return "OnPaperOnly(…)"

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Refuse to be pickled or copied: each copy would be one more place where the text lies."""
        raise TypeError("this text goes on paper only")

    def __del__(self) -> None:
        self.wipe()
