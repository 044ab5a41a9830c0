"""The audit log of an environment: what its events are called, and where its parts are in the evidence bucket."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

CHECKPOINT_EVERY = 256
"""After how many events the next checkpoint is due at the latest."""

CHECKPOINT_AFTER = timedelta(days=1)
"""How old the last one may be when an event is appended."""

KEY_PURPOSE = "audit-evidence"
"""What the signing key is called after: the boundary keeps whatever ends like this out of the pipeline's hands."""

KEY_INTRODUCED = "io.portarium.audit.key.introduced"
SECRETS_ROTATED = "io.portarium.secrets.rotated"
DATABASE_BOOTSTRAPPED = "io.portarium.database.bootstrapped"
DATABASE_ROTATED = "io.portarium.database.rotated"
DATABASE_REGISTERED = "io.portarium.database.registered"
DATABASE_SHELL = "io.portarium.database.shell.closed"
PLATFORM_SYNCED = "io.portarium.platform.synced"

TYPES: Mapping[str, str] = {
    KEY_INTRODUCED: "From here on checkpoints are signed by this key.",
    SECRETS_ROTATED: "`portarium secrets rotate` gave items another value, and restarted what runs with a former one.",
    DATABASE_BOOTSTRAPPED: "`portarium database bootstrap` made logins, rights and passwords.",
    DATABASE_ROTATED: "`portarium database rotate` gave logins new passwords.",
    DATABASE_REGISTERED: "`portarium database register` registered tenants.",
    DATABASE_SHELL: "`portarium database shell` had been open in the database, as the user that it names.",
    PLATFORM_SYNCED: "`portarium platform sync` let changes of the platform's services in, in place of the gate.",
}
"""Every event that is appended today, and what it says has been done."""

_DIGITS = 12
_HEAD = re.compile(rf"([0-9]{{{_DIGITS}}})-([0-9a-f]{{64}})")


@dataclass(frozen=True)
class Layout:
    """Where the parts are, below the log's own root or below what a witness keeps of another's."""

    root: str

    @property
    def events(self) -> str:
        """The prefix of the events, one object each."""
        return f"{self.root}events/"

    @property
    def heads(self) -> str:
        """The prefix of the heads: empty objects whose names say how far the chain had come."""
        return f"{self.root}heads/"

    @property
    def checkpoints(self) -> str:
        """The prefix of the signed checkpoints."""
        return f"{self.root}checkpoints/"

    @property
    def trees(self) -> str:
        """The prefix of what is needed to go on from a checkpoint without reading what is before it."""
        return f"{self.root}trees/"

    def event(self, sequence: int) -> str:
        """The key of one event; the digits keep S3's order the chain's."""
        return f"{self.events}{padded(sequence)}.json"

    def head(self, sequence: int, digest: str) -> str:
        """The key of the head that an event, of this SHA-256, was."""
        return f"{self.heads}{padded(sequence)}-{digest}"

    def checkpoint(self, number: int) -> str:
        """The key of one checkpoint."""
        return f"{self.checkpoints}{padded(number)}.note"

    def tree(self, size: int) -> str:
        """The key of the tree over so many events."""
        return f"{self.trees}{padded(size)}.json"

    def sequence_of(self, key: str) -> int | None:
        """Which event a key is of; none where it is of no event."""
        return _number(key, self.events, ".json")

    def number_of(self, key: str) -> int | None:
        """Which checkpoint a key is of; none where it is of no checkpoint."""
        return _number(key, self.checkpoints, ".note")

    def head_of(self, key: str) -> tuple[int, str] | None:
        """Which event was the head, and its digest; none where the key is of no head."""
        found = _HEAD.fullmatch(key.removeprefix(self.heads))
        return (int(found[1]), found[2]) if found else None


OWN = Layout("audit/")
"""Where an environment's own log is, and below it what its bucket keeps of another's."""


def witnessed(environment: str) -> Layout:
    """Where the bucket of the next environment keeps what it saw of this one."""
    return Layout(f"{OWN.root}witnessed/{environment}/")


def padded(number: int) -> str:
    """A number as keys and events have it."""
    return f"{number:0{_DIGITS}d}"


def _number(key: str, prefix: str, suffix: str) -> int | None:
    digits = key.removeprefix(prefix).removesuffix(suffix)
    right = key == f"{prefix}{digits}{suffix}" and len(digits) == _DIGITS and digits.isascii() and digits.isdigit()
    return int(digits) if right else None
