"""The few requests of the Internet Printing Protocol that hand a page over and follow it (RFC 8010, RFC 8011).

`lp` and `lpstat` do not do: they tell a job that was cancelled and one that went through in the same words.

    02 00  op op  id id id id   version, operation or status, request id
    01 | 02 | 04 …              a group: operation, job, printer attributes
    tag  nn nn name  vv vv value    one attribute; an empty name adds a value to the one before
    03                          the end, and then the document
"""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

PRINT_JOB, CANCEL_JOB, GET_JOB, GET_PRINTER = 0x0002, 0x0008, 0x0009, 0x000B
PORT = 631
USER = "kiosk"
_VERSION = b"\x02\x00"
_OPERATION, _JOB, _END = b"\x01", b"\x02", b"\x03"
_INTEGER, _BOOLEAN, _ENUM, _NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE, _MIME = (
    0x21, 0x22, 0x23, 0x42, 0x44, 0x45, 0x47, 0x48, 0x49,
)  # fmt: skip
_MOST = 1 << 20

Value = int | str | bool
Attributes = Mapping[str, tuple[Value, ...]]


class IppFault(Exception):  # noqa: N818 - a fault of the line or of the other end
    """The other end cannot be reached, or does not speak IPP; nothing is known of the job."""


class IppRefused(IppFault):
    """It answered, and did not do it; `status` is RFC 8011's."""

    def __init__(self, status: int) -> None:
        super().__init__(f"IPP status {status:04x}")
        self.status = status


@dataclass(frozen=True)
class Queue:
    """A printer's address as `ipp://HOST:PORT/printers/NAME`, and the seconds one request may take."""

    uri: str
    seconds: float = 20.0

    def print_pdf(self, pdf: bytes, title: str) -> int:
        """Hand *pdf* over and return the number of its job; raises `IppRefused`, `IppFault`."""
        given = ((_NAME, "job-name", title), (_MIME, "document-format", "application/pdf"))
        job = self._ask(PRINT_JOB, given, ((_KEYWORD, "media", "iso_a4_210x297mm"),), pdf).get("job-id")
        if not job or not isinstance(job[0], int):
            raise IppFault("no number of a job")
        return job[0]

    def job(self, number: int) -> Attributes:
        """Return what is known of the job *number*; raises `IppRefused`, `IppFault`."""
        return self._ask(GET_JOB, ((_INTEGER, "job-id", number), (_KEYWORD, "requested-attributes", "all")))

    def cancel(self, number: int) -> None:
        """Have the job *number* thrown away; raises `IppRefused`, `IppFault`."""
        self._ask(CANCEL_JOB, ((_INTEGER, "job-id", number),))

    def printer(self) -> Attributes:
        """Return what the printer says of itself; raises `IppRefused`, `IppFault`."""
        return self._ask(GET_PRINTER, ((_KEYWORD, "requested-attributes", "printer-description"),))

    def _ask(
        self,
        operation: int,
        given: tuple[tuple[int, str, Value], ...],
        job: tuple[tuple[int, str, Value], ...] = (),
        document: bytes = b"",
    ) -> Attributes:
        usual = (
            (_CHARSET, "attributes-charset", "utf-8"),
            (_LANGUAGE, "attributes-natural-language", "en"),
            (_URI, "printer-uri", self.uri),
        )
        user = ((_NAME, "requesting-user-name", USER),)
        number = tuple(one for one in given if one[1] == "job-id")
        rest = tuple(one for one in given if one[1] != "job-id")
        body = _VERSION + operation.to_bytes(2, "big") + (1).to_bytes(4, "big")
        body += _group(_OPERATION, (*usual, *number, *user, *rest)) + (_group(_JOB, job) if job else b"") + _END
        return _read(self._exchange(body + document))

    def _exchange(self, body: bytes) -> bytes:
        where = urlsplit(self.uri)
        line = http.client.HTTPConnection(where.hostname or "", where.port or PORT, timeout=self.seconds)
        try:
            line.request("POST", where.path or "/", body, {"Content-Type": "application/ipp"})
            answer = line.getresponse()
            content = answer.read(_MOST)
        except (OSError, http.client.HTTPException) as error:
            raise IppFault(type(error).__name__) from None
        finally:
            line.close()
        if answer.status != http.client.OK:
            raise IppFault(f"HTTP {answer.status}")
        return content


def _group(tag: bytes, attributes: tuple[tuple[int, str, Value], ...]) -> bytes:
    return tag + b"".join(_attribute(*attribute) for attribute in attributes)


def _attribute(tag: int, name: str, value: Value) -> bytes:
    raw = value.to_bytes(4, "big") if isinstance(value, int) else value.encode()
    return bytes((tag,)) + len(name).to_bytes(2, "big") + name.encode() + len(raw).to_bytes(2, "big") + raw


def _read(answer: bytes) -> Attributes:
    """Return the attributes of *answer*; raises `IppRefused`, `IppFault`."""
    if len(answer) < 9:
        raise IppFault("no answer of IPP")
    status = int.from_bytes(answer[2:4], "big")
    if status >= 0x0100:
        raise IppRefused(status)
    found: dict[str, tuple[Value, ...]] = {}
    last = ""
    for tag, name, raw in _values(answer):
        last = name or last
        found[last] = (*(found.get(last, ()) if not name else ()), _value(tag, raw))
    return found


def _values(answer: bytes) -> Iterator[tuple[int, str, bytes]]:
    """Yield tag, name and bytes of each value; raises `IppFault` where it breaks off."""
    at = 8
    while at < len(answer) and answer[at] != _END[0]:
        tag, at = answer[at], at + 1
        if tag < 0x10:
            continue
        name, at = _counted(answer, at)
        value, at = _counted(answer, at)
        yield tag, name.decode("utf-8", "replace"), value


def _counted(answer: bytes, at: int) -> tuple[bytes, int]:
    end = at + 2 + int.from_bytes(answer[at : at + 2], "big")
    if end > len(answer):
        raise IppFault("the answer breaks off")
    return answer[at + 2 : end], end


def _value(tag: int, raw: bytes) -> Value:
    if tag in {_INTEGER, _ENUM}:
        return int.from_bytes(raw, "big", signed=True)
    return raw == b"\x01" if tag == _BOOLEAN else raw.decode("utf-8", "replace")
