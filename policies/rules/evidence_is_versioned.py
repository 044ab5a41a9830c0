"""Evidence that is written again keeps what it said before."""

from collections.abc import Iterator

from policies.evidence import BUCKET, require_evidence
from policies.resource import Resource, Stack
from policies.rule import StackRule

_VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"


def _check(resource: Resource, stack: Stack) -> Iterator[str]:
    require_evidence(resource)
    settings = [
        one.properties.get("versioningConfiguration") or {} for one in stack.referring(_VERSIONING, "bucket", resource)
    ]
    if not settings or any(setting.get("status") != "Enabled" for setting in settings):
        yield "keeps no versions; add a BucketVersioning with status Enabled"


RULE = StackRule(
    name="evidence-is-versioned",
    description="The evidence bucket keeps every version.",
    types=frozenset({BUCKET}),
    check=_check,
)
