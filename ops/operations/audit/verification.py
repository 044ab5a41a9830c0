"""Verifies the log of an environment by the key that KMS has, or by the one that somebody noted down."""

from ops.operations.audit.checkpoint import PublicKey
from ops.operations.audit.place import AuditPlace
from ops.operations.audit.verify import Verified, verify
from ops.operations.error import OperationError


def verify_place(place: AuditPlace, *, fingerprint: str = "") -> tuple[AuditPlace, Verified]:
    """Verify it all."""
    found = verify(place.environment, place.store, witness=place.witness, trusted=[_trusted(place, fingerprint)])
    return place, found


def _trusted(place: AuditPlace, fingerprint: str) -> PublicKey:
    key = place.signer.public_key
    wanted = fingerprint.removeprefix("sha256:").lower()
    if wanted and key.fingerprint != wanted:
        raise OperationError(f"the key of {place.environment} is {key.fingerprint}, and not {wanted}")
    return key
