"""Whose health certificates a kiosk believes: the platform says so, by the road of every pack, and nobody else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import structlog
from click.testing import Result
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from typer.testing import CliRunner

from config.loader import DEMO_SITE
from kiosk.__main__ import app
from kiosk.commands.ground import NOT_WELL, WELL
from sync.certificates.issuers import (
    ISSUERS_DOMAIN,
    IssuerList,
    ListRefused,
    PinnedIssuer,
    SignedList,
    mark,
    read_list,
)
from sync.gateway.issuers import NAME, offer_issuers, read_written, resign_issuers
from sync.gateway.keys import make_platform_keys, retire, rotate
from sync.identity import PlatformKeys, sign_as
from sync.wire import encode
from tests.kiosk.test_pack_care import Site
from tests.sync.certificates.makers import (
    AUTHORITY,
    DATED,
    DAY,
    P256,
    VACC,
    VACCINATION,
    certificate,
    claims,
    cose,
    hc1,
    seal,
    vdsnc,
)

TODAY = datetime.now(UTC)
SIGNER = certificate(P256, begin=TODAY - 300 * DAY, end=TODAY + 300 * DAY)
CSCA = certificate(AUTHORITY, name="authority")
LISTED = IssuerList(0, DATED, (PinnedIssuer("hc1", SIGNER, "Утопи", "Utopia"),))
LIST = """
revoked = ["{revoked}"]
[[issuer]]
scheme = "hc1"
certificate = "signer.pem"
mn = "Утопи"
en = "Utopia"
[[issuer]]
scheme = "vds-nc"
certificate = "authority.der"
code = "UTO"
mn = "Утопи"
en = "Utopia"
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.store.close()


def pack(site: Site, version: int) -> bytes:
    return (site.folder / "platform" / "packs" / "issuers" / NAME / f"{version}.pack").read_bytes()


def bring(site: Site, listed: IssuerList = LISTED) -> None:
    version = offer_issuers(site.folder / "platform", site.secrets, listed)
    site.bring(pack(site, version), version, "issuers", NAME)


def believed(site: Site) -> int:
    site.care.take_in()
    site.care.renew()
    return len(site.care.stock.issuers.signers)


def test_a_list_of_the_platform_is_believed_between_two_visits_and_after_a_start(site: Site):
    assert believed(site) == 0
    bring(site)

    assert believed(site) == 1
    assert len(site.new_care().stock.issuers.signers) == 1
    assert site.care.stock.issuers.as_of == datetime(2026, 11, 20, tzinfo=UTC)


def test_a_newer_list_takes_the_place_of_the_one_before(site: Site):
    bring(site)
    assert believed(site) == 1
    bring(site, IssuerList(0, DATED, ()))
    assert believed(site) == 0


def test_a_list_of_a_stranger_is_refused_and_told(site: Site):
    signed = sign_as(Ed25519PrivateKey.generate(), ISSUERS_DOMAIN, msgspec.structs.replace(LISTED, version=1))
    site.bring(encode(SignedList(signed.payload, signed.signature)), 1, "issuers", NAME)

    assert believed(site) == 0
    assert ("pack.refused", "issuers.unsigned") in site.audit()


def test_a_list_that_lost_a_bit_where_it_lies_is_believed_no_more(site: Site):
    bring(site)
    assert believed(site) == 1
    content = bytearray(site.state.issuers.read_bytes())
    content[len(content) // 2] ^= 1
    site.state.issuers.write_bytes(bytes(content))

    assert not site.new_care().stock.issuers.signers


def test_a_list_outlives_the_key_that_signed_it(site: Site):
    folder = site.folder / "platform"
    assert resign_issuers(folder, site.secrets) == 0
    offer_issuers(folder, site.secrets, LISTED)
    rotate(folder, "sign")
    assert resign_issuers(folder, make_platform_keys(folder)) == 0
    retire(folder, "sign")

    assert resign_issuers(folder, make_platform_keys(folder)) == 2
    assert read_list(pack(site, 2), PlatformKeys.load(folder / "public.json", demo=True)).issuers == LISTED.issuers


@pytest.mark.parametrize(
    "wrong",
    [
        PinnedIssuer("hc1", b"no certificate", "a", "a"),
        PinnedIssuer("hc1", SIGNER, "a", "a", "UTO"),
        PinnedIssuer("vds-nc", CSCA, "a", "a"),
    ],
)
def test_a_list_that_no_kiosk_could_use_is_refused_before_it_is_believed(site: Site, wrong: PinnedIssuer):
    offer_issuers(site.folder / "platform", site.secrets, IssuerList(0, DATED, (wrong,)))

    with pytest.raises(ListRefused):
        read_list(pack(site, 1), PlatformKeys.load(site.folder / "platform" / "public.json", demo=True))


@pytest.mark.parametrize("text", ["issuer = 1", "[[issuer]]", 'revoked = ["00"]', 'revoked = ["zz"]', "=", "more = 1"])
def test_a_file_that_is_no_list_says_so(tmp_path: Path, text: str):
    (tmp_path / "list.toml").write_text(text)
    with pytest.raises(ListRefused):
        read_written(tmp_path / "list.toml", TODAY)


# --- from the command line ------------------------------------------------------

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("KIOSK_CONFIG", str(DEMO_SITE))
    monkeypatch.setenv("KIOSK_STATE_DIR", str(tmp_path / "state"))
    make_platform_keys(tmp_path / "platform")

    def run(*command: str) -> Result:
        try:
            return CliRunner().invoke(app, command)
        finally:
            structlog.reset_defaults()

    return run


def offered(run: Run, folder: Path, revoked: bytes = bytes(16)) -> str:
    """Have the platform sign a list with two certificates; return its file."""
    (folder / "signer.pem").write_bytes(x509.load_der_x509_certificate(SIGNER).public_bytes(Encoding.PEM))
    (folder / "authority.der").write_bytes(CSCA)
    (folder / "list.toml").write_text(LIST.format(revoked=revoked.hex()), "utf-8")
    done = run("gateway", "issuers", str(folder / "list.toml"), "--folder", str(folder / "platform"), "--json")
    assert json.loads(done.stdout) == {"version": 1, "issuers": 2, "revoked": 1}
    return str(folder / "platform" / "packs" / "issuers" / NAME / "1.pack")


def verified(run: Run, text: str, folder: Path, issuers: str) -> tuple[int, dict[str, str]]:
    keys = str(folder / "platform" / "public.json")
    done = run("verify", text, "--keys", keys, "--issuers", issuers, "--json")
    return done.exit_code, json.loads(done.stdout)


def a_certificate() -> str:
    kid = hashlib.sha256(SIGNER).digest()[:8]
    return hc1(cose(claims(VACCINATION, issued=TODAY - 30 * DAY, expires=TODAY + 30 * DAY), kid=kid))


def test_a_health_certificate_is_verified_without_a_kiosk(run: Run, tmp_path: Path):
    code, told = verified(run, a_certificate(), tmp_path, offered(run, tmp_path))

    assert (code, told["verdict"], told["kind"], told["issuer"]) == (WELL, "verified", "vaccination", "Utopia")
    assert (told["name"], told["born"], told["doses"]) == ("Дорж Бат", "1990-01-11", "2/2")


def test_a_travel_health_proof_is_verified_and_one_that_was_revoked_is_not(run: Run, tmp_path: Path):
    cer = certificate(P256, by=AUTHORITY, issuer="authority", begin=TODAY - DAY, end=TODAY + DAY)
    text = vdsnc(VACC, seal(VACC, cer=cer))
    issuers = offered(run, tmp_path, mark(cer))

    code, told = verified(run, text, tmp_path, issuers)
    assert (code, told["verdict"], told["name"]) == (NOT_WELL, "revoked", "DORJ BAT")
    assert verified(run, "{}", tmp_path, issuers) == (NOT_WELL, {"verdict": "unreadable"})


def test_nobody_is_believed_without_a_list(run: Run, tmp_path: Path):
    done = run("verify", a_certificate(), "--keys", str(tmp_path / "platform" / "public.json"), "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (NOT_WELL, {"verdict": "unknownissuer"})


def test_a_list_that_is_none_is_refused_with_its_reason(run: Run, tmp_path: Path):
    (tmp_path / "other").write_bytes(b"{}")
    done = run(
        "verify", "x", "--keys", str(tmp_path / "platform" / "public.json"), "--issuers", str(tmp_path / "other")
    )
    assert done.exit_code == NOT_WELL
    assert "other: damaged" in done.stderr
