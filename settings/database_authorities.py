"""Whom clients believe that a server is the database's: the authorities that RDS publishes, as they are in infra/."""

from pathlib import Path

from domain.database_authority import AUTHORITIES_FILE
from settings.error import Problem, SettingsError

AUTHORITIES = f"infra/{AUTHORITIES_FILE}"
_PATH = Path(__file__).resolve().parent.parent / AUTHORITIES


def read_database_authorities(path: Path = _PATH) -> str:
    """Return the certificates as PEM; raise SettingsError when the file is not readable."""
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([Problem(file=AUTHORITIES, path="", text=f"cannot be read: {error}")]) from None
