"""Files that trust RDS's authorities trust the one that stands for them here; every other file is as it was written."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portarium_sandbox.pods.authorities import trusting

OWN = b"the sandbox's own\n"


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """What signs the certificates of the sandbox's databases."""
    path = tmp_path / "authority.pem"
    path.write_bytes(OWN)
    return path


def _root_of(unit: str) -> bytes:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.COMMON_NAME, "a root"),
        ]
    )
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def test_a_bundle_of_rds_gets_the_sandboxs_own(authority: Path) -> None:
    """It comes last, so that all that the bundle says stays true."""
    bundle = _root_of("Somebody Else") + _root_of("Amazon RDS")
    assert trusting(bundle, authority) == bundle + OWN


@pytest.mark.parametrize("content", [b"", b"key: value\n", b"-----BEGIN CERTIFICATE-----\nno\n", _root_of("Other")])
def test_no_other_file_is_touched(authority: Path, content: bytes) -> None:
    """Text, a broken bundle, and one of other authorities are what they are."""
    assert trusting(content, authority) == content


def test_without_databases_nothing_is_added(tmp_path: Path) -> None:
    """There is nobody to trust as yet."""
    bundle = _root_of("Amazon RDS")
    assert trusting(bundle, tmp_path / "none.pem") == bundle
