"""Whom pods believe that a server is the database: the roots of Amazon RDS, held against what is said of each."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from settings.database_authorities import read_database_authorities
from settings.error import SettingsError

FILE = Path(__file__).parents[2] / "infra" / "rds-authorities.pem"
_HEAD = re.compile(r"# (?P<region>\S+) (?P<kind>\S+), until (?P<until>\S+), SHA-256 (?P<fingerprint>[0-9a-f]{64})")
_KINDS = {"RSA2048", "RSA4096", "ECC384"}
_YEARS = timedelta(days=3650)

HEADS = [match.groupdict() for line in FILE.read_text().splitlines() if (match := _HEAD.fullmatch(line))]
CERTIFICATES = x509.load_pem_x509_certificates(FILE.read_bytes())


def test_each_certificate_has_its_line() -> None:
    """What a reader compares by eye is the certificate that follows."""
    told = [(head["fingerprint"], head["until"]) for head in HEADS]
    assert told == [
        (one.fingerprint(hashes.SHA256()).hex(), str(one.not_valid_after_utc.date())) for one in CERTIFICATES
    ]


@pytest.mark.parametrize(("head", "certificate"), list(zip(HEADS, CERTIFICATES, strict=True)))
def test_each_is_a_root_of_amazon_rds(head: dict[str, str], certificate: x509.Certificate) -> None:
    """Signed by itself, an authority, of the region and the kind that its line says, and good for ten years more."""
    certificate.verify_directly_issued_by(certificate)
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    name = {part.oid: part.value for part in certificate.subject}
    assert name[x509.NameOID.ORGANIZATION_NAME] == "Amazon Web Services, Inc."
    assert name[x509.NameOID.ORGANIZATIONAL_UNIT_NAME] == "Amazon RDS"
    assert name[x509.NameOID.COMMON_NAME] == f"Amazon RDS {head['region']} Root CA {head['kind']} G1"
    assert certificate.not_valid_before_utc < datetime.now(UTC)
    assert certificate.not_valid_after_utc > datetime.now(UTC) + _YEARS


def test_each_region_has_one_of_each_kind() -> None:
    """An instance's certificate is of whichever its account or its owner chose."""
    found: dict[str, set[str]] = {}
    for head in HEADS:
        found.setdefault(head["region"], set()).add(head["kind"])
    assert "eu-central-1" in found
    assert {region for region, kinds in found.items() if kinds != _KINDS} == set()


def test_a_region_has_its_own_certificates() -> None:
    """Pods of a region believe nobody of another."""
    read = read_database_authorities()
    assert set(read) == {head["region"] for head in HEADS}
    for region, bundle in read.items():
        found = [one.fingerprint(hashes.SHA256()).hex() for one in x509.load_pem_x509_certificates(bundle.encode())]
        assert found == [head["fingerprint"] for head in HEADS if head["region"] == region]


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    """It names the file."""
    with pytest.raises(SettingsError, match=r"^infra/rds-authorities.pem: cannot be read: "):
        read_database_authorities(tmp_path / "none.pem")
