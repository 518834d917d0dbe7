"""Invented countries that write their curves out in full, made by OpenSSL."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

CURVES = ("prime256v1", "secp384r1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1")


@dataclass(frozen=True)
class Country:
    authority: x509.Certificate
    signer: x509.Certificate
    folder: Path

    @property
    def key(self) -> ec.EllipticCurvePrivateKey:
        """Return the signer's key, its curve named again for the library."""
        openssl(self.folder, "ec", "-in", "signer.key", "-param_enc", "named_curve", "-out", "named.key")
        key = serialization.load_pem_private_key((self.folder / "named.key").read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def made(folder: Path, curve: str) -> Country:
    folder.mkdir(exist_ok=True)
    return Country(country(folder, curve), signer_of(folder, curve), folder)


def country(folder: Path, curve: str, *, written_out: bool = True) -> x509.Certificate:
    _make_key(folder, "country", curve, written_out=written_out)
    usages = ["-addext", "keyUsage=critical,keyCertSign,cRLSign"]
    openssl(
        folder, "req", "-x509", "-key", "country.key", "-subj", "/CN=Invented", "-days", "9", *usages, "-out", "c.pem"
    )
    return x509.load_pem_x509_certificate((folder / "c.pem").read_bytes())


def signer_of(folder: Path, curve: str) -> x509.Certificate:
    """Return a certificate below the country of *folder* whose curve is written out."""
    _make_key(folder, "signer", curve, written_out=True)
    (folder / "signer.cnf").write_text("keyUsage=critical,digitalSignature\n")
    openssl(folder, "req", "-new", "-key", "signer.key", "-subj", "/CN=Signer", "-out", "signer.csr")
    issue = ["-CA", "c.pem", "-CAkey", "country.key", "-extfile", "signer.cnf", "-days", "8", "-out", "s.pem"]
    openssl(folder, "x509", "-req", "-in", "signer.csr", *issue)
    return x509.load_pem_x509_certificate((folder / "s.pem").read_bytes())


def _make_key(folder: Path, who: str, curve: str, *, written_out: bool) -> None:
    encoding = "explicit" if written_out else "named_curve"
    openssl(folder, "ecparam", "-name", curve, "-param_enc", encoding, "-genkey", "-noout", "-out", f"{who}.key")


def revoking_nothing(country: Country) -> x509.CertificateRevocationList:
    folder = country.folder
    (folder / "index").touch()
    (folder / "number").write_text("01")
    (folder / "ca.cnf").write_text(
        "[ca]\ndefault_ca=one\n[one]\ndatabase=index\ncrlnumber=number\ndefault_md=sha256\ndefault_crl_days=5\n"
    )
    keys = ["-keyfile", "country.key", "-cert", "c.pem"]
    openssl(folder, "ca", "-config", "ca.cnf", "-gencrl", *keys, "-out", "list.pem")
    return x509.load_pem_x509_crl((folder / "list.pem").read_bytes())


def written_out(folder: Path) -> bytes:
    """Return the signer's public key with its curve written out, in DER."""
    openssl(folder, "ec", "-in", "signer.key", "-pubout", "-param_enc", "explicit", "-outform", "DER", "-out", "p.der")
    return (folder / "p.der").read_bytes()
