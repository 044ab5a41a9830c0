"""Evidence that is written again keeps what it said before."""

from collections.abc import Iterator

from policies.evidence import BUCKET, require_evidence
from policies.resource import Resource, Stack, part
from policies.rule import StackRule

_VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"


def _check(resource: Resource, stack: Stack) -> Iterator[str]:
    require_evidence(resource)
    versionings = stack.referring(_VERSIONING, "bucket", resource)
    states = [part(versioning.properties, "versioningConfiguration").get("status") for versioning in versionings]
    if states != ["Enabled"]:
        yield "keeps no versions; add a BucketVersioning with status Enabled"


RULE = StackRule(
    name="evidence-is-versioned",
    description="The evidence bucket keeps every version.",
    types=frozenset({BUCKET}),
    check=_check,
)
