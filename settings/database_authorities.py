"""Whom clients believe that a server is the database's: the authorities that RDS publishes, as they are in infra/."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from domain.database_authority import AUTHORITIES_FILE
from settings.error import Problem, SettingsError

AUTHORITIES = f"infra/{AUTHORITIES_FILE}"
_PATH = Path(__file__).resolve().parent.parent / AUTHORITIES
_ENTRY = re.compile(
    r"^# (?P<region>[a-z0-9-]+) .*\n-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n", re.MULTILINE
)


@cache
def read_database_authorities(path: Path = _PATH) -> Mapping[str, str]:
    """Return the certificates of each region as PEM; raise SettingsError when the file is not readable."""
    try:
        content = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([Problem(file=AUTHORITIES, path="", text=f"cannot be read: {error}")]) from None
    found: defaultdict[str, str] = defaultdict(str)
    for entry in _ENTRY.finditer(content):
        found[entry["region"]] += entry[0]
    return dict(found)
