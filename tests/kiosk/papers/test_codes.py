"""Every code that the kiosk puts on a paper is what the papers promise: for each service, judged by others' code."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache
from typing import get_args

import base45
import cbor2
import msgspec
import pytest
from pycose.keys.okp import OKPKey
from pycose.messages.sign1message import Sign1Message

from devices.printer.document import Qr
from devices.printer.profile import Shelf, get_profile
from devices.printer.qr import HIGHEST_VERSION, QUIET_MODULES, module_dots, modules
from kiosk.papers.wanted import document
from kiosk.request import Queued, Standing
from kiosk.session.effects import PrintPaper
from sync.documents import sign_document
from sync.numbers import as_code
from tests.kiosk.house import a_house, published, words
from tests.kiosk.test_slips import CLAIMS, KIOSK, PLATFORM, signer

BASE45 = re.compile(r"EMN1:[0-9A-Z $%*+\-./:]+")
NUMBER = "999999-999999999-99"
"""As long as a number of a receipt can be."""
HEADER, ISSUER, EXPIRES, ISSUED, CERTIFICATE = {1: -8}, 1, 4, 6, -70010
QUALITY_Q = (False, True)
"""The first two bits of the format as they lie on paper: level Q is 11, under the mask 10 (ISO/IEC 18004, 7.9.1)."""


def papers() -> Iterator[PrintPaper]:
    """Yield a slip of every service in every standing."""
    for service in published().services:
        for standing in get_args(Standing):
            yield PrintPaper(service.id, Queued(NUMBER, "job", "2026-11-22T17:04"), standing, None)


@cache
def codes() -> tuple[tuple[str, bytes], ...]:
    """Return the code of every paper with the key that signed it: slips of the kiosk, references of the platform."""
    slips = [(signer().code(paper), KIOSK.public) for paper in papers() if paper.standing == "waiting"]
    public = PLATFORM.public_key().public_bytes_raw()
    references = [
        (
            sign_document(msgspec.structs.replace(CLAIMS, service=one.id, number=NUMBER, kind="reference"), PLATFORM),
            public,
        )
        for one in published().services
    ]
    return (*slips, *references)


def parts(code: str) -> tuple[bytes, dict[object, object], bytes, bytes]:
    packed = base45.b45decode(code.removeprefix("EMN1:"))
    assert packed[:2] == b"\x78\xda", "zlib, packed as hard as it can be"
    tagged = cbor2.loads(zlib.decompress(packed))
    assert tagged.tag == 18, "COSE_Sign1"
    protected, unprotected, payload, signature = tagged.value
    assert (len(signature), dict(unprotected)) == (64, {})
    return protected, {}, payload, signature


def test_every_code_is_a_cose_sign1_over_cbor_claims_in_zlib_and_base45_and_pycose_finds_it_good():
    for code, public in codes():
        assert BASE45.fullmatch(code)
        protected, unprotected, payload, signature = parts(code)
        message = Sign1Message.from_cose_obj([protected, unprotected, payload, signature], True)
        message.key = OKPKey(crv="ED25519", x=public)
        assert message.verify_signature()
        header, claims = cbor2.loads(protected), cbor2.loads(payload)
        assert header[1] == HEADER[1]
        assert (CERTIFICATE in header) == (public == KIOSK.public)
        assert {ISSUER, EXPIRES, ISSUED} <= set(claims)
        assert claims[EXPIRES] > claims[ISSUED]


def test_pycose_finds_a_changed_claim_false():
    """Control arm."""
    code, public = codes()[0]
    protected, unprotected, payload, signature = parts(code)
    message = Sign1Message.from_cose_obj([protected, unprotected, payload[:-1] + b"\x00", signature], True)
    message.key = OKPKey(crv="ED25519", x=public)
    assert not message.verify_signature()


def test_every_code_is_drawn_at_level_q_no_finer_than_paper_carries():
    widths = {get_profile(name).width_dots for name in Shelf().names()}
    for code in {len(code): code for code, _ in codes()}.values():
        rows = modules(code)
        assert len(rows) - 2 * QUIET_MODULES <= 17 + 4 * HIGHEST_VERSION
        assert rows[QUIET_MODULES + 8][QUIET_MODULES : QUIET_MODULES + 2] == QUALITY_Q
        assert {module_dots(len(rows), width) for width in widths} <= {4, 5}


@pytest.mark.parametrize("language", ["mn", "en"])
def test_every_paper_carries_its_code_or_its_number_and_nothing_else(language: str):
    house = a_house(published())
    for paper in papers():
        for qr in ("", "EMN1:SIGNED"):
            drawn = document(paper, house, words(language), qr=qr)
            assert [block.payload for block in drawn.blocks if isinstance(block, Qr)] in ([], [qr or as_code(NUMBER)])
