"""Which bucket is the evidence store's."""

from policies.resource import Resource
from policies.rule import NotApplicableError

BUCKET = "aws:s3/bucket:Bucket"
_COMPONENT = "portarium:aws:EvidenceStore"


def is_evidence(resource: Resource) -> bool:
    """Say whether a bucket holds evidence: one made by the component for it, or one that can be locked at all."""
    return resource.is_part_of(_COMPONENT) or resource.properties.get("objectLockEnabled") is True


def require_evidence(resource: Resource) -> None:
    """Leave other buckets to other rules."""
    if not is_evidence(resource):
        raise NotApplicableError("holds no evidence")
