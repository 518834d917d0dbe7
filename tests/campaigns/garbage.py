"""A platform that answers whatever comes to its mind: a carrier that does, and a server that does it over sockets."""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import random
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.identity import sign_as
from sync.link import LinkError
from sync.wire import ANSWER_DOMAIN, TIME_DOMAIN, Answer, BatchAnswer, Malformed, Signed, decode, encode
from tests.sync.platform import Road

STRANGER = Ed25519PrivateKey.generate()
Garble = Callable[[bytes, random.Random], bytes]


def flipped(answer: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(answer)
    for _ in range(chance.choice((1, 1, 1, 2, 8, 64))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def rewritten(answer: bytes, chance: random.Random) -> bytes:
    """Change letters into such as base64 and JSON have, so that much of it still parses."""
    spoilt = bytearray(answer)
    for _ in range(chance.randint(1, 8)):
        spoilt[chance.randrange(len(spoilt))] = chance.choice(b'0123456789abcdefXYZ+/"{}[],:')
    return bytes(spoilt)


def cut(answer: bytes, chance: random.Random) -> bytes:
    return answer[: chance.randrange(len(answer))]


def repeated(answer: bytes, chance: random.Random) -> bytes:
    place, length = chance.randrange(len(answer)), chance.randrange(1, 400)
    return answer[:place] + answer[place : place + length] * chance.randint(2, 50) + answer[place + length :]


def noise(_: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(3000))


def nested(_: bytes, chance: random.Random) -> bytes:
    depth = chance.choice((10, 1000, 100_000, 1_000_000))
    return chance.choice((b"[" * depth, b"[" * depth + b"]" * depth, b'{"a":' * depth))


def large(answer: bytes, chance: random.Random) -> bytes:
    """Put numbers, texts and lists in it that are larger than anybody needs."""
    what = chance.choice((b"9" * 5000, b"1e999999", b"-1", b"1e-99999", b'"' + b"A" * 100_000 + b'"', b"[1]" * 10))
    return answer.replace(b'"version":1', b'"version":' + what).replace(b'"answers":[', b'"answers":[' + what + b",", 1)


def some_json(chance: random.Random, depth: int = 4) -> Any:
    """Return any JSON value."""
    names = ("answers", "notices", "replies", "time", "payload", "signature", "version", "state", "id", "packs", "x")
    leaf: tuple[Any, ...] = (None, True, 0, -1, 1.5, 2**70, "", "accepted", "A" * 88, "<html>", "\ud800", "өө")
    match chance.randrange(3) if depth else 2:
        case 0:
            return {name: some_json(chance, depth - 1) for name in chance.sample(names, chance.randrange(7))}
        case 1:
            return [some_json(chance, depth - 1) for _ in range(chance.randrange(6))]
    return chance.choice(leaf)


def other_shape(_: bytes, chance: random.Random) -> bytes:
    return json.dumps(some_json(chance)).encode()


def other_text(answer: bytes, chance: random.Random) -> bytes:
    return chance.choice(
        (b"", b"null", b"\xef\xbb\xbf" + answer, answer.decode().encode("utf-16"), b"\0" * 500, answer + answer,
         b"<html>Log in to the hotel</html>", b'{"status":"accepted"}', b'{"refused":"busy"}', answer + b" x")
    )  # fmt: skip


def _word(chance: random.Random, signed: Signed) -> Signed:
    """Return something like *signed* that the platform did not sign for this, or did sign for something else."""
    match chance.randrange(5):
        case 0:
            return Signed(signed.payload, STRANGER.sign(b"emn-kiosk/1/answer\0" + signed.payload))
        case 1:
            return Signed(signed.payload, bytes(64))
        case 2:
            return Signed(signed.payload.replace(b"accepted", b"rejected"), signed.signature)
        case 3:
            with contextlib.suppress(Malformed):
                answer = decode(signed.payload, Answer)
                state = chance.choice(("accepted", "rejected", "duplicate"))
                return sign_as(STRANGER, ANSWER_DOMAIN, msgspec.structs.replace(answer, state=state))
    return sign_as(STRANGER, chance.choice((ANSWER_DOMAIN, TIME_DOMAIN)), Signed(chance.randbytes(40), bytes(64)))


def other_signatures(answer: bytes, chance: random.Random) -> bytes:
    """Have everything in a batch's answer signed by somebody else, or for something else."""
    try:
        whole = decode(answer, BatchAnswer)
    except Malformed:
        return flipped(answer, chance)
    words = [_word(chance, signed) for signed in whole.answers]
    signatures = [signed.signature for signed in whole.answers]
    chance.shuffle(signatures)
    crossed = [Signed(signed.payload, signature) for signed, signature in zip(whole.answers, signatures, strict=True)]
    fooled = chance.choice((words, [*words, whole.time], words * 30, crossed if len(set(signatures)) > 1 else words))
    return encode(msgspec.structs.replace(whole, answers=tuple(fooled), replies=tuple(words)))


GARBLES: dict[Garble, int] = {
    flipped: 8,
    rewritten: 6,
    cut: 3,
    repeated: 2,
    other_signatures: 6,
    other_shape: 3,
    other_text: 2,
    noise: 1,
    large: 1,
    nested: 1,
}
"""How to spoil an answer, and how often, in parts."""


def pieces(answer: bytes) -> dict[bytes, list[tuple[bytes, bytes]]]:
    """Return what the platform truly said of each item, by its id: payload and signature as they stand in JSON."""
    said: dict[bytes, list[tuple[bytes, bytes]]] = {}
    with contextlib.suppress(Malformed):
        for signed in decode(answer, BatchAnswer).answers:
            written = (base64.b64encode(signed.payload), base64.b64encode(signed.signature))
            said.setdefault(decode(signed.payload, Answer).id, []).append(written)
    return said


MOST_KEPT = 1 << 20


@dataclass(eq=False)
class Talk:
    """The last that went out over one connection in this try and in the one before: what was not read yet may be."""

    is_over: bool = False
    _before: bytes = b""
    _now: bytearray = field(default_factory=bytearray)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def give(self, content: bytes) -> None:
        with self._lock:
            self._now += content
            del self._now[:-MOST_KEPT]

    def begin(self) -> None:
        with self._lock:
            self._before, self._now = bytes(self._now), bytearray()

    @property
    def gave(self) -> bytes:
        with self._lock:
            return self._before + self._now


def holds(gave: bytes, part: bytes) -> bool:
    """Tell whether *part* in base64 stands in *gave*.

    Its last letter may have bits that say nothing: spoilt there, other letters are the same bytes.
    """
    last = len(part.rstrip(b"=")) - 1
    pattern = re.escape(part[:last]) + b"[A-Za-z0-9+/]" + re.escape(part[last + 1 :])
    return any(base64.b64decode(found) == base64.b64decode(part) for found in re.findall(pattern, gave))


class GarbagePlatform:
    """A carrier over *road* whose every answer is spoilt; asks the real platform only now and then."""

    def __init__(self, road: Road, chance: random.Random) -> None:
        self._road, self._chance = road, chance
        self._true: dict[str, list[bytes]] = {}
        self._said: dict[bytes, list[tuple[bytes, bytes]]] = {}
        self._talks: list[Talk] = []
        self.happened: Counter[str] = Counter()

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        return self._spoilt(path, lambda: self._road.post(path, body, headers))

    def get(self, path: str, headers: Mapping[str, str]) -> bytes:
        return self._spoilt(path.partition("?")[0], lambda: self._road.get(path, headers))

    def ask_time(self, nonce: bytes) -> bytes:
        return self.get(f"/v1/time?nonce={nonce.hex()}", {})

    def renew(self) -> None:
        """Nothing is kept open here."""

    def really_said(self, item: bytes) -> bool:
        """Tell whether what went out still holds, byte for byte, what the platform signed of *item*."""
        said, given = self._said.get(item, ()), [talk.gave for talk in [*self._talks]]
        return any(all(holds(gave, part) for part in word) for word in said for gave in given)

    def begin_try(self) -> None:
        """Forget what went out and cannot be read any more."""
        for talk in [*self._talks]:
            if talk.is_over:
                self._talks.remove(talk)
            talk.begin()

    def talk(self) -> Talk:
        """Begin to answer over a connection."""
        self._talks.append(begun := Talk())
        return begun

    def true(self, kind: str, call: Callable[[], bytes]) -> bytes:
        """Return a true answer to a call like this one: a new one, or one of before."""
        kept = self._true.setdefault(kind, [])
        if not kept or self._chance.random() < 0.03:
            with contextlib.suppress(LinkError):
                answer = call()
                for item, said in pieces(answer).items():  # before any other thread may give it
                    self._said.setdefault(item, []).extend(said)
                kept.append(answer)
            del kept[:-20]
        return self._chance.choice(kept) if kept else b"{}"

    def _spoilt(self, kind: str, call: Callable[[], bytes]) -> bytes:
        garble = self._chance.choices([*GARBLES], [*GARBLES.values()])[0]
        self.happened[garble.__name__] += 1
        answer = garble(self.true(kind, call), self._chance)
        talk = self.talk()
        talk.give(answer)
        talk.is_over = True
        return answer


@dataclass
class Mouth:
    """One connection, and what is said over it."""

    _there: socket.socket
    _talk: Talk

    def sendall(self, content: bytes) -> None:
        self._talk.give(content)
        self._there.sendall(content)

    def hang_up(self, *, rudely: bool) -> None:
        if rudely:
            self._there.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionError


Manner = Callable[[Mouth, bytes, random.Random], None]
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def _whole(head: bytes, body: bytes, length: int | None = None) -> bytes:
    return head + b"Content-Length: %d\r\n\r\n" % (len(body) if length is None else length) + body


def spoilt_body(there: Mouth, answer: bytes, chance: random.Random) -> None:
    there.sendall(_whole(_OK, chance.choices([*GARBLES], [*GARBLES.values()])[0](answer, chance)))


def other_head(there: Mouth, answer: bytes, chance: random.Random) -> None:
    heads = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: zstd\r\n",
        b"HTTP/1.1 302 Found\r\nContent-Type: application/json\r\nLocation: http://127.0.0.1:1/\r\n",
        b"HTTP/1.1 999 What\r\nRetry-After: 99999999999999999999\r\n",
        b"HTTP/1.1 503 Busy\r\nRetry-After: -1e400\r\n",
        b"HTTP/1.1 204 None\r\nContent-Type: application/json\r\n",
        b"HTTP/9.9 200 OK\r\n",
        _OK + b"X: " + b"x" * 70_000 + b"\r\n",
        _OK + b"X: y\r\n" * 3000,
        _OK + b"Content-Length: -5\r\n",
        _OK + b"Transfer-Encoding: chunked\r\n",
        b"\xff\xfe\x00 nonsense\r\n",
    )
    there.sendall(_whole(chance.choice(heads), answer))


def wrong_length(there: Mouth, answer: bytes, chance: random.Random) -> None:
    there.sendall(_whole(_OK, answer, chance.choice((0, 1, len(answer) - 1, len(answer) + 1, 10**15))))


def bomb(there: Mouth, _: bytes, chance: random.Random) -> None:
    """Answer with a quarter of a gigabyte of nothing, packed."""
    kind, body = chance.choice([*BOMBS.items()])
    there.sendall(_whole(_OK + b"Content-Encoding: " + kind + b"\r\n", body))


def endless(there: Mouth, _: bytes, chance: random.Random) -> None:
    there.sendall(_OK + b"\r\n")
    for _times in range(400):
        there.sendall(chance.choice((bytes(65_536), b"[" * 65_536)))


def drip(there: Mouth, _: bytes, chance: random.Random) -> None:
    there.sendall(chance.choice((_OK + b"Content-Length: 99999\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: ")))
    pause = threading.Event()
    for _times in range(40):
        there.sendall(b" ")
        pause.wait(0.03)


def go_on(there: Mouth, _: bytes, __: random.Random) -> None:
    """Say for ever that the call may go on."""
    for _times in range(3000):
        there.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 40)


def hang_up(there: Mouth, answer: bytes, chance: random.Random) -> None:
    there.sendall(_whole(_OK, answer)[: chance.randrange(len(answer))])
    there.hang_up(rudely=chance.random() < 0.5)


def said_twice(there: Mouth, answer: bytes, chance: random.Random) -> None:
    """Answer the next call before it is asked."""
    there.sendall(_whole(_OK, other_text(answer, chance)) + _whole(_OK, answer))


MANNERS: dict[Manner, int] = {
    spoilt_body: 12,
    other_head: 8,
    wrong_length: 3,
    bomb: 3,
    endless: 1,
    drip: 1,
    go_on: 1,
    hang_up: 4,
    said_twice: 3,
}
_NOTHING = bytes(1 << 20)


def _packed_nothing() -> Iterator[tuple[bytes, bytes]]:
    packer = zstandard.ZstdCompressor(level=3).compressobj()
    yield b"zstd", b"".join(packer.compress(_NOTHING) for _ in range(256)) + packer.flush()
    yield b"gzip", gzip.compress(_NOTHING, 9) * 256


BOMBS = dict(_packed_nothing())


class GarbageServer:
    """Serves garbage at `url`, made of what *platform* and the road to the true one give."""

    def __init__(self, platform: GarbagePlatform, road: Road, chance: random.Random) -> None:
        self._platform, self._road, self._chance = platform, road, chance
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.happened: Counter[str] = Counter()
        self._threads = [threading.Thread(target=self._serve, name="garbage")]

    def __enter__(self) -> GarbageServer:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                there, _ = self._listener.accept()
            except OSError:
                return
            talk = threading.Thread(target=self._talk, args=(there,), name="garbage")
            self._threads = [self._threads[0], *(thread for thread in self._threads[1:] if thread.is_alive()), talk]
            talk.start()

    def _talk(self, there: socket.socket) -> None:
        """Answer one call after the other over one connection."""
        talk = self._platform.talk()
        with there, contextlib.suppress(OSError):
            there.settimeout(2)
            while True:
                self._answer(there, talk)
        talk.is_over = True

    def _answer(self, there: socket.socket, talk: Talk) -> None:
        method, path, headers, body = _heard(there)
        manner = self._chance.choices([*MANNERS], [*MANNERS.values()])[0]
        self.happened[manner.__name__] += 1
        kind = path.partition("?")[0]
        true = self._platform.true(kind, lambda: self._call(method, path, headers, body))
        manner(Mouth(there, talk), true, self._chance)

    def _call(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
        headers = {name: value for name, value in headers.items() if name != "Accept-Encoding"}  # to be read by us
        return self._road.post(path, body, headers) if method == "POST" else self._road.get(path, headers)


def _heard(there: socket.socket) -> tuple[str, str, dict[str, str], bytes]:
    """Read one call."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        if not (more := there.recv(65_536)):
            raise ConnectionError
        heard += more
    head, _, body = heard.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    while len(body) < int(headers.get("Content-Length", 0)):
        body += there.recv(65_536)
    method, path, _ = first.split(" ")
    return method, path, headers, body
