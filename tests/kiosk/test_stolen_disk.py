"""Who carries the machine's disk away, and even has the key of its store, learns nothing of any request.

Every file is searched, and every page of the store and of its log is opened with its key: rows, free pages, and frames
of the log that a later one has overtaken. The control arms are a queue that seals nothing and one that only compresses.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from config.loader import load_settings
from kiosk.demo.setting import Setting, prepare
from kiosk.strongroom import find_platform_keys, open_cabinet
from sync.agent import Agent
from sync.cabinet import Cabinet
from sync.clock import SystemClock
from sync.dictionaries import SHELF, parameters
from sync.evidence import export_evidence
from sync.gateway.app import GatewaySettings, make_app
from sync.gateway.keys import make_platform_keys
from sync.gateway.logins.check import no_check
from sync.gateway.serve import serve
from sync.identity import DeviceIdentity
from sync.keys import FileKeys
from sync.link import Link
from sync.outbox import Outbox
from sync.seal import Sealer
from sync.store import Store
from sync.wire import FrozenRequest, encode
from tests.sync.parts import REGNUM, frozen, hand_in
from tests.sync.platform import CATALOGUE

# All invented.
SECRETS = (REGNUM, "Сүрэн", "Туршилт", "Баянхошууны 17 дугаар гудамж", "99117733", "хүүхдийн тэтгэмж авах")
PAGE, RESERVED, IV, FRAME, LOG_HEAD = 4096, 80, 16, 24, 32
"""SQLCipher 4: AES-256-CBC, the IV and an HMAC-SHA-512 at the end of each page; SQLite's log (walformat.html)."""


class Plain:
    """Seals nothing."""

    def seal(self, plaintext: bytes, _context: bytes) -> bytes:
        return plaintext


class Squeezed:
    """Compresses as the sealer does, and leaves it at that."""

    def seal(self, plaintext: bytes, _context: bytes) -> bytes:
        shelf = SHELF.find(SHELF.newest)
        return zstandard.ZstdCompressor(dict_data=shelf, compression_params=parameters()).compress(plaintext)


def request(number: int) -> FrozenRequest:
    answers = {"address": SECRETS[3], "phone": SECRETS[4], "reason": f"{SECRETS[5]} {number}"}
    return frozen("residence-reference", **answers)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    site = prepare(tmp_path_factory.mktemp("stolen"))
    site.write_site(printer_port=9, gateway_url="")
    return site


@pytest.fixture
def site(prepared: Setting) -> Iterator[Setting]:
    """A site whose state folder nobody has used."""
    kept = prepared.root / "state.kept"
    shutil.copytree(prepared.state.root, kept)
    yield prepared
    shutil.rmtree(prepared.state.root)
    kept.rename(prepared.state.root)


def lived(site: Setting, sealer: object | None = None) -> Path:
    """Let a kiosk live: requests wait, others were delivered, answered, exported and forgotten; return its state."""
    settings = load_settings(site.site)
    cabinet, fault, _ = open_cabinet(settings, site.state)
    assert cabinet is not None, fault
    if sealer is not None:
        outbox = Outbox(cabinet.store, sealer, "017", SystemClock())  # type: ignore[arg-type]  # the control arm's own
        cabinet = replace(cabinet, outbox=outbox)
    with closing(cabinet.store):
        for number in range(4):
            cabinet.outbox.hand_in(hand_in(body=encode(request(number)), holder=cabinet.outbox.holder_tag(REGNUM)))
        deliver(site, cabinet)
        key = X25519PrivateKey.generate().public_key().public_bytes_raw()
        receipts = [
            cabinet.outbox.hand_in(hand_in(body=encode(request(number)), lane="now", reply_key=key)).number
            for number in range(4, 12)
        ]
        keys = FileKeys(site.state.root)
        proof = export_evidence(cabinet.store, DeviceIdentity.of(keys), SystemClock(), receipts[0])
        (site.state.root / "evidence.json").write_bytes(proof or b"")
        stolen = site.root / "stolen"  # with the power still on: the log holds what was not folded in
        shutil.rmtree(stolen, ignore_errors=True)
        shutil.copytree(site.state.root, stolen)
    return stolen


def deliver(site: Setting, cabinet: Cabinet) -> None:
    settings = load_settings(site.site)
    platform = GatewaySettings(
        database=f"sqlite:///{site.platform / 'platform.db'}",
        folder=site.platform,
        secrets=make_platform_keys(site.platform),
        catalogue=CATALOGUE,
        logins=no_check,
    )
    with serve(make_app(platform)) as serving, closing(Link(serving.url)) as link:
        agent = Agent(
            store=cabinet.store,
            link=link,
            identity=DeviceIdentity.of(FileKeys(site.state.root)),
            keys=find_platform_keys(settings, site.state),
            kiosk="017",
            clock=SystemClock(),
        )
        agent.once()


def pages(state: Path) -> Iterator[bytes]:
    """Yield every page of the stolen store, and of every frame of its log, opened with its key."""
    key, path = FileKeys(state).load("store"), state / "kiosk.db"
    store = path.read_bytes()
    for at in range(0, len(store), PAGE):
        yield opened(key, store[at : at + PAGE], first=at == 0)
    log = path.with_name("kiosk.db-wal").read_bytes()
    for at in range(LOG_HEAD, len(log), FRAME + PAGE):
        number = int.from_bytes(log[at : at + 4], "big")
        yield opened(key, log[at + FRAME : at + FRAME + PAGE], first=number == 1)


def opened(key: bytes, page: bytes, *, first: bool) -> bytes:
    sealed = page[16 if first else 0 : PAGE - RESERVED]
    iv = page[PAGE - RESERVED : PAGE - RESERVED + IV]
    decryptor = Cipher(algorithms.AES256(key), modes.CBC(iv)).decryptor()
    return decryptor.update(sealed) + decryptor.finalize()


def values(state: Path) -> Iterator[bytes]:
    """Yield every value of every table; of a copy, because whoever opens a store folds its log in."""
    copy = state.with_name("opened")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(state, copy)
    with closing(Store.open(copy / "kiosk.db", FileKeys(copy).load("store"))) as store, store.reading() as view:
        for (table,) in view.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
            for row in view.rows(f"SELECT * FROM {table}"):  # noqa: S608 - the names are the store's own
                yield from (value if isinstance(value, bytes) else str(value).encode() for value in row)


def everything(state: Path) -> Iterator[bytes]:
    """Yield all that a thief can read: files, their names, pages, values, and what unpacks of them."""
    for path in state.rglob("*"):
        yield os.fsencode(path.relative_to(state))
        if path.is_file():
            yield path.read_bytes()
    yield b"".join(pages(state))
    for value in values(state):
        yield value
        yield from unpacked(value)


def unpacked(value: bytes) -> Iterator[bytes]:
    for form in (zstandard.FORMAT_ZSTD1, zstandard.FORMAT_ZSTD1_MAGICLESS):
        for frame in (value, value[6:]):
            try:
                if zstandard.get_frame_parameters(frame, format=form).content_size > 1 << 20:
                    continue
                yield zstandard.ZstdDecompressor(
                    dict_data=SHELF.find(SHELF.newest), format=form, max_window_size=8 << 20
                ).decompress(frame, max_output_size=1 << 20, allow_extra_data=True)
            except zstandard.ZstdError:
                continue


def written(secret: str) -> Iterator[bytes]:
    """Yield *secret* in every way it may be written."""
    yield secret.encode()
    yield secret.encode("utf-16-le")
    yield json.dumps(secret)[1:-1].encode()
    yield secret.encode().hex().encode()
    for shift in range(3):  # base64 of a longer text that holds it
        whole = base64.b64encode(b"\0" * shift + secret.encode())
        yield whole[4 if shift else 0 : -4]


def found(state: Path) -> set[str]:
    """Return the secrets that lie somewhere in *state*."""
    lying = list(everything(state))
    return {secret for secret in SECRETS if any(way in text for way in written(secret) for text in lying)}


def test_a_stolen_disk_and_the_key_of_its_store_tell_nothing_of_a_request(site: Setting) -> None:
    stolen = lived(site)

    assert found(stolen) == set()
    readable = b"".join(pages(stolen))
    assert b"residence-reference" in readable  # the pages were opened indeed
    assert b"017-00012" in readable


def guessed(state: Path) -> bool:
    """Say whether a thief who tries out register numbers with whatever lies in the store would know the right one."""
    lying = {value for value in values(state) if len(value) in (16, 32)}
    message = b"holder\0" + REGNUM.encode()
    return any(hmac.new(key, message, hashlib.sha256).digest()[:16] in lying for key in lying)


def test_a_thief_with_the_key_of_the_store_cannot_try_out_register_numbers(site: Setting) -> None:
    assert not guessed(lived(site))


def test_a_mark_whose_key_lies_in_the_store_would_be_guessed(site: Setting) -> None:
    settings = load_settings(site.site)

    assert guessed(lived(site, Sealer(find_platform_keys(settings, site.state).seal)))


@pytest.mark.parametrize("sealer", [Plain(), Squeezed()], ids=["plain", "only compressed"])
def test_a_queue_that_does_not_seal_would_be_noticed(site: Setting, sealer: object) -> None:
    assert {REGNUM, SECRETS[3], SECRETS[5]} <= found(lived(site, sealer))


def test_what_was_in_the_store_once_would_be_found_in_its_log(site: Setting) -> None:
    """A value that was there and is gone: neither row nor free page holds it, a frame of the log does."""
    settings = load_settings(site.site)
    cabinet, _, _ = open_cabinet(settings, site.state)
    assert cabinet is not None
    with closing(cabinet.store):
        with cabinet.store.transaction() as change:
            change.set_meta("careless", REGNUM.encode())
        with cabinet.store.transaction() as change:
            change.execute("DELETE FROM meta WHERE key = 'careless'")
        stolen = site.root / "stolen"
        shutil.rmtree(stolen, ignore_errors=True)
        shutil.copytree(site.state.root, stolen)

    assert REGNUM.encode() not in b"".join(values(stolen))
    assert found(stolen) == {REGNUM}
