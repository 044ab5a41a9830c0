"""Whom a file trusts for databases: where it names RDS's authorities, the one that stands for them here joins them."""

from pathlib import Path

_MARK = b"-----BEGIN CERTIFICATE-----"
_OF_RDS = "Amazon RDS"


def trusting(content: bytes, authority: Path) -> bytes:
    """Give a file's content, with the sandbox's authority of databases behind those of RDS."""
    if _MARK not in content or not authority.exists() or not _names_rds(content):
        return content
    return content.rstrip(b"\n") + b"\n" + authority.read_bytes()


def _names_rds(content: bytes) -> bool:
    from cryptography.x509 import (  # noqa: PLC0415 (most runners never see a certificate)
        NameOID,
        load_pem_x509_certificates,
    )

    try:
        certificates = load_pem_x509_certificates(content)
    except ValueError:
        return False
    units = (found.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME) for found in certificates)
    return any(unit.value == _OF_RDS for found in units for unit in found)
