"""A log with a witness, in buckets of its own, and a clock that a test sets."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.audit import CHECKPOINT_AFTER, SECRETS_ROTATED, witnessed
from ops.operations.audit.checkpoint import PublicKey
from ops.operations.audit.event import Operation
from ops.operations.audit.log import Appended, AuditLog
from ops.operations.audit.signer import KeySigner
from ops.operations.audit.store import Store
from ops.operations.audit.verify import Verified, verify
from tests.ops.operations.audit.cloud import Cloud

ENVIRONMENT = "dev"
ACTOR = "arn:aws:sts::123456789012:assumed-role/portarium-administrator/ada"
EVERY = 2
"""Small, so that a log with several checkpoints is made of few calls."""


class LogGround:
    """What a test does to a log, and to what is stored of it."""

    def __init__(self, cloud: Cloud, *, mode: str = "", witness: bool = True) -> None:
        self.cloud = cloud
        self.s3 = cloud.client("s3")
        self.now = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
        self.store = Store(aws=cloud.aws(), bucket=cloud.bucket(mode=mode))
        self.witness = None
        if witness:
            self.witness = Store(aws=cloud.aws(), bucket=cloud.bucket(mode=mode), layout=witnessed(ENVIRONMENT))
        self.signer = KeySigner(cloud.aws(), cloud.key())
        self.trusted: list[PublicKey] = [self.signer.public_key]

    def log(self, **changes: Any) -> AuditLog:
        """The log, as one writer reaches it."""
        given: dict[str, Any] = {
            "environment": ENVIRONMENT,
            "store": self.store,
            "actor": ACTOR,
            "signer": self.signer,
            "witness": self.witness,
            "every": EVERY,
            "after": CHECKPOINT_AFTER,
            "now": lambda: self.now,
        }
        return AuditLog(**(given | changes))

    def append(self, *items: str) -> list[Appended]:
        """Append an event for each item."""
        return [self.log().append(operation(item)) for item in items]

    def rotate_key(self) -> None:
        """Let the log have another key."""
        self.signer = KeySigner(self.cloud.aws(), self.cloud.key())
        self.trusted = [self.signer.public_key]

    def pass_time(self, **given: float) -> None:
        """Let time go by."""
        self.now += timedelta(**given)

    def verified(self, **changes: Any) -> Verified:
        """Verify it all."""
        given: dict[str, Any] = {
            "witness": self.witness,
            "trusted": self.trusted,
            "every": EVERY,
            "now": self.now,
        }
        return verify(ENVIRONMENT, self.store, **(given | changes))

    def found(self) -> list[tuple[str, str]]:
        """The faults, by kind and place."""
        return [(each.kind, each.where) for each in self.verified().faults]

    def key_of(self, sequence: int) -> str:
        """The key of an event."""
        return self.store.layout.event(sequence)

    def remove(self, key: str, store: Store | None = None) -> None:
        """Remove every version, as whoever may delete does, and leave no marker."""
        bucket = (store or self.store).bucket
        for version in self.s3.list_object_versions(Bucket=bucket, Prefix=key).get("Versions", []):
            self.s3.delete_object(
                Bucket=bucket, Key=key, VersionId=version["VersionId"], BypassGovernanceRetention=True
            )

    def put(self, key: str, content: bytes) -> None:
        """Put something else in the place of an object, and remove what was there."""
        self.remove(key)
        self.s3.put_object(Bucket=self.store.bucket, Key=key, Body=content)

    def content(self, key: str) -> bytes:
        """What an object has."""
        return self.store.get(key) or b""


def operation(item: str) -> Operation:
    """Something that has been done."""
    return Operation(type=SECRETS_ROTATED, subject=f"secrets/{item}", data={"items": [item], "by": "hand"})
