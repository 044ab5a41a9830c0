"""Writes infra/rds-authorities.pem from the bundle that AWS publishes, or from any that has the same certificates.

`python -m tools.rds_authorities global-bundle.pem`; what it leaves out are roots that have expired, and those of
instances that nobody runs in production.
"""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

FILE = Path(__file__).parents[1] / "infra" / "rds-authorities.pem"
_NAME = re.compile(r"Amazon RDS ([a-z]{2}(?:-[a-z]+)+-\d) Root CA (\S+) G\d")
_HEAD = """\
# The root authorities of Amazon RDS, three for each region: whom to believe that a server is the database's.
# docs/operate/database-access.md says where they are from and how they are kept current.
"""


def written(bundle: bytes) -> str:
    """Return the roots of a bundle, by region and kind, each below a line that says which it is."""
    now, found = datetime.now(UTC), dict[tuple[str, str], str]()
    for one in x509.load_pem_x509_certificates(bundle):
        names = one.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        name = _NAME.fullmatch(str(names[0].value)) if names else None
        if name is None or one.not_valid_after_utc < now:
            continue
        one.verify_directly_issued_by(one)
        region, kind = name.groups()
        fingerprint = one.fingerprint(hashes.SHA256()).hex()
        line = f"# {region} {kind}, until {one.not_valid_after_utc.date()}, SHA-256 {fingerprint}"
        found[region, kind] = f"\n{line}\n{one.public_bytes(serialization.Encoding.PEM).decode()}"
    return _HEAD + "".join(found[key] for key in sorted(found))


if __name__ == "__main__":
    FILE.write_text(written(Path(sys.argv[1]).read_bytes()), encoding="utf-8")
