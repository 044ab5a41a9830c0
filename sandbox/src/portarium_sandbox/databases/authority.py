"""The authority that signs the certificates of database instances; its bundle stands for RDS's own."""

import datetime
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAYS = 3650
_NAME = "Sandbox of Amazon RDS Root CA"
_VERSIONS = {
    "TLSv1": ssl.TLSVersion.TLSv1_2,
    "TLSv1.1": ssl.TLSVersion.TLSv1_2,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}
"""The oldest version by its name in PostgreSQL; Python's own TLS has nothing older than 1.2."""


class Authority:
    """One for a sandbox; its certificate is the file that clients take for RDS's bundle."""

    def __init__(self, bundle: Path) -> None:
        """Take the authority of an earlier start, or make one."""
        key_file = bundle.with_suffix(".key")
        if not (bundle.exists() and key_file.exists()):
            bundle.parent.mkdir(parents=True, exist_ok=True)
            key = ec.generate_private_key(ec.SECP256R1())
            made = _certificate(_NAME, key.public_key(), issuer=_name(_NAME), signer=key, is_authority=True)
            _write(key_file, _private(key))
            _write(bundle, made.public_bytes(serialization.Encoding.PEM))
            bundle.chmod(0o644)
        self.bundle = bundle
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{key_file}: not a key of this authority")
        self._key = key

    def context(self, host: str, folder: Path, oldest: str) -> ssl.SSLContext:
        """What an instance of this name shows its clients."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(host, key.public_key(), issuer=_name(_NAME), signer=self._key, is_authority=False)
        path = folder / "server.pem"
        _write(path, made.public_bytes(serialization.Encoding.PEM) + _private(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = _VERSIONS.get(oldest, ssl.TLSVersion.TLSv1_2)
        context.load_cert_chain(path)
        return context


def _certificate(
    name: str,
    key: ec.EllipticCurvePublicKey,
    *,
    issuer: x509.Name,
    signer: ec.EllipticCurvePrivateKey,
    is_authority: bool,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    usage = dict.fromkeys(
        (
            *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
            *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    ) | {"digital_signature": True, "key_cert_sign": is_authority, "crl_sign": is_authority}
    builder = (
        x509.CertificateBuilder()
        # A common name has at most 64 letters; who checks a name looks at the other one.
        .subject_name(_name(name[:64]))
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=_DAYS))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if not is_authority:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    return builder.sign(signer, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(".new")
    temporary.touch(mode=0o600)
    temporary.write_bytes(content)
    temporary.replace(path)
