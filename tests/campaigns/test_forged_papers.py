"""Papers that somebody has touched: whatever was done to a code, only what its issuer signed is ever told of it.

Genuine codes of every kind are changed letter by letter, cut, joined with each other, and changed inside where base45
and zlib are undone and done again. The control arm is a judge that believes the content and signs it anew by itself.
"""

from __future__ import annotations

import base64
import json
import random
import tracemalloc
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from sync.certificates.finding import UNREADABLE, Finding
from sync.certificates.judge import Trusted, judge
from sync.documents import Issuers, sign_document
from sync.seal import key_id
from tests.campaigns.reckoning import tell, tries
from tests.kiosk.test_slips import CLAIMS, HOUR, PAPER, PLATFORM, VERIFY, signer
from tests.sync.certificates.makers import (
    CSCA,
    P256,
    PROOF,
    RECOVERY,
    RSA,
    RSA_SIGNER,
    SIGNER,
    TEST,
    b64,
    claims,
    cose,
    hc1,
    known,
    vdsnc,
)

# The library warns of a serial number below one, which an authority would have to have signed.
pytestmark = [pytest.mark.filterwarnings("ignore:Parsed a serial number"), pytest.mark.timeout(3600)]

TRUSTED = Trusted(
    Issuers({key_id(VERIFY): PLATFORM.public_key()}, (VERIFY,)), known(SIGNER, RSA_SIGNER, authorities=(CSCA,))
)
TOLD = ("verified", "expired", "revoked", "notyetvalid")
LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:{}",abcdefЯ'
ENOUGH_MEMORY = 2 * 1024 * 1024
Judge = Callable[[str], Finding]


@cache
def genuine() -> dict[str, Finding]:
    """Return a code of every kind with what it is worth."""
    codes = (
        signer().code(PAPER),
        sign_document(CLAIMS, PLATFORM),
        *(hc1(cose(claims(group), key)) for group in (TEST, RECOVERY) for key in (P256, RSA)),
        hc1(cose(claims())),
        vdsnc(),
        vdsnc(PROOF),
    )
    found = {code: really(code) for code in codes}
    assert {finding.verdict for finding in found.values()} == {"verified"}
    return found


def really(text: str) -> Finding:
    return judge(text, TRUSTED, HOUR)


def forged(chance: random.Random) -> str:
    """Return a genuine code that somebody has touched."""
    code = chance.choice(list(genuine()))
    match chance.randrange(6):
        case 0:
            return _lettered(code, chance)
        case 1:
            return code[: chance.randrange(len(code))]
        case 2:
            place = chance.randrange(len(code))
            return code[:place] + code[place + chance.randint(1, 9) :]
        case 3:
            other = chance.choice(list(genuine()))
            return code[: chance.randrange(len(code))] + other[chance.randrange(len(other)) :]
        case _:
            return _inside(code, chance)


def _lettered(code: str, chance: random.Random) -> str:
    letters = list(code)
    for _ in range(chance.randint(1, 3)):
        letters[chance.randrange(len(letters))] = chance.choice(LETTERS)
    return "".join(letters)


def _inside(code: str, chance: random.Random) -> str:
    """Change bytes of what was signed, or of the seal, and pack it as it was."""
    if code.startswith("{"):
        whole = json.loads(code)
        return _certified(whole, chance) if chance.random() < 0.5 else _word(whole, chance)
    prefix, _, packed = code.partition(":")
    content = _struck(zlib.decompress(base45.b45decode(packed)), chance)
    return f"{prefix}:" + str(base45.b45encode(zlib.compress(content, 9)), "ascii")


def _struck(content: bytes, chance: random.Random) -> bytes:
    struck = bytearray(content)
    for _ in range(chance.randint(1, 2)):
        struck[chance.randrange(len(struck))] = chance.randrange(256)
    return bytes(struck)


def _certified(whole: dict[str, Any], chance: random.Random) -> str:
    """Change bytes of the certificate that a paper brings: most of it is no part of what was signed."""
    cer = whole["sig"]["cer"]
    whole["sig"]["cer"] = b64(_struck(base64.urlsafe_b64decode(cer + "=" * (-len(cer) % 4)), chance))
    return json.dumps(whole)


def _word(whole: dict[str, Any], chance: random.Random) -> str:
    place: Any = whole
    while isinstance(place, dict) and any(isinstance(inside, dict) for inside in place.values()):
        place = chance.choice([inside for inside in place.values() if isinstance(inside, dict)])
    name = chance.choice(list(place))
    place[name] = (
        _lettered(place[name], chance) if isinstance(place[name], str) and place[name] else chance.choice([1, None, ""])
    )
    return json.dumps(whole)


def lies(judged: Judge, text: str) -> bool:
    """Say whether *judged* tells something of *text* that no issuer has signed."""
    finding = judged(text)
    return finding.verdict in TOLD and finding not in genuine().values()


def careless(text: str) -> Finding:
    """Judge as somebody would who believes what is in a health certificate: sign it anew, then look."""
    try:
        value = cbor2.loads(zlib.decompress(base45.b45decode(text.removeprefix("HC1:"))))
        protected, unprotected, payload, _ = value.value
        r, s = decode_dss_signature(P256.sign(cbor2.dumps(["Signature1", protected, b"", payload]), ec.ECDSA(SHA256())))
        again = [protected, dict(unprotected), payload, r.to_bytes(32) + s.to_bytes(32)]
        return really(hc1(cbor2.dumps(cbor2.CBORTag(18, again))))
    except Exception:
        return UNREADABLE


def test_nothing_is_told_of_a_paper_but_what_its_issuer_signed() -> None:
    chance, count = random.Random(), tries(short=6000, long=100_000)
    for _ in range(count):
        text = _whole(forged, chance)
        assert not lies(really, text), f"a forged paper is told: {len(text)} letters"
    tell("forged papers", count)


def _whole(made: Callable[[random.Random], str], chance: random.Random) -> str:
    """Return the next forgery that could be made: a letter may break the JSON it stands in."""
    while True:
        try:
            return made(chance)
        except ValueError:
            continue


def test_a_judge_that_believes_the_content_is_caught() -> None:
    chance = random.Random()
    health = [code for code in genuine() if code.startswith("HC1:")]
    assert any(lies(careless, _inside(chance.choice(health), chance)) for _ in range(20_000))


def test_a_bomb_costs_no_more_memory_than_a_paper_may() -> None:
    bomb = hc1(bytes(200 * 1024 * 1024))
    assert len(bomb) > 4296, "a code cannot hold so much; a hand at a keyboard could"
    small = "HC1:" + str(base45.b45encode(zlib.compress(bytes(2_000_000), 9)), "ascii")
    tracemalloc.start()
    try:
        for text in (bomb, small, "HC1:" + "Z" * 4000, "{" * 4296, '{"a":' * 850 + "1" + "}" * 850):
            assert really(text).verdict == "unreadable"
        assert tracemalloc.get_traced_memory()[1] < ENOUGH_MEMORY
    finally:
        tracemalloc.stop()
