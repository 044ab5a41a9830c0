"""Certificates as they are asked for: real ones, of elliptic curves, signed by themselves or by an authority."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.kubernetes.times import duration

CURVES: Final[Mapping[int, type[ec.EllipticCurve]]] = {256: ec.SECP256R1, 384: ec.SECP384R1, 521: ec.SECP521R1}
PURPOSES: Final = {"server auth": ExtendedKeyUsageOID.SERVER_AUTH, "client auth": ExtendedKeyUsageOID.CLIENT_AUTH}
_USES: Final = {"digital signature": "digital_signature", "key encipherment": "key_encipherment"}
_NINETY_DAYS: Final = "2160h"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A certificate and its key, and whom to believe that it is genuine."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    authority: bytes

    @classmethod
    def read(cls, data: Mapping[str, bytes]) -> "Pair":
        """Read what a secret keeps. Raises SandboxError where that is something else."""
        try:
            key = serialization.load_pem_private_key(data["tls.key"], None)
            certificate = x509.load_pem_x509_certificate(data["tls.crt"])
        except (KeyError, ValueError) as error:
            raise SandboxError(f"no certificate with its key: {error}") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise SandboxError("a key that is of no elliptic curve")
        return cls(certificate=certificate, key=key, authority=data.get("ca.crt", data["tls.crt"]))

    def as_data(self) -> dict[str, bytes]:
        """Return what a secret keeps."""
        private = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        own = self.certificate.public_bytes(serialization.Encoding.PEM)
        return {"tls.crt": own, "tls.key": private, "ca.crt": self.authority}


def issued(spec: Mapping[str, Any], signer: Pair | None, key: ec.EllipticCurvePrivateKey | None) -> Pair:
    """Issue what a certificate asks for, by an authority or by itself, with a key that is kept or a new one."""
    own = key or ec.generate_private_key(CURVES[int(spec.get("privateKey", {}).get("size", 256))]())
    name = _named(str(spec.get("commonName", "")))
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(signer.certificate.subject if signer else name)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + duration(str(spec.get("duration", _NINETY_DAYS))))
        .add_extension(x509.BasicConstraints(ca=bool(spec.get("isCA")), path_length=None), critical=True)
        .add_extension(_usage(spec), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key((signer.key if signer else own).public_key()),
            critical=False,
        )
    )
    if purposes := [PURPOSES[each] for each in spec.get("usages", []) if each in PURPOSES]:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    names: list[x509.GeneralName] = [x509.DNSName(each) for each in spec.get("dnsNames", [])]
    names += [x509.IPAddress(ip_address(each)) for each in spec.get("ipAddresses", [])]
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=not spec.get("commonName"))
    made = builder.sign((signer.key if signer else own), hashes.SHA256())
    root = signer.authority if signer else made.public_bytes(serialization.Encoding.PEM)
    return Pair(certificate=made, key=own, authority=root)


def renewal(spec: Mapping[str, Any], certificate: x509.Certificate) -> datetime:
    """When it is renewed: so long before its end as is asked for, or when a third of its time is left."""
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    wanted = duration(str(spec["renewBefore"])) if "renewBefore" in spec else (ends - begins) / 3
    return ends - (wanted if timedelta() < wanted < ends - begins else (ends - begins) / 3)


def known_usages() -> set[str]:
    """The usages that can be asked for here."""
    return {*PURPOSES, *_USES}


def _usage(spec: Mapping[str, Any]) -> x509.KeyUsage:
    wanted = {_USES[each] for each in spec.get("usages", ["digital signature"]) if each in _USES}
    authority = bool(spec.get("isCA"))
    return x509.KeyUsage(
        digital_signature="digital_signature" in wanted,
        content_commitment=False,
        key_encipherment="key_encipherment" in wanted,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)] if text else [])
