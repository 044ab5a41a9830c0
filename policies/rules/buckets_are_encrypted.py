"""What is in a bucket is encrypted at rest; evidence with a key of ours."""

from collections.abc import Iterator
from typing import Any

from policies.evidence import is_evidence
from policies.resource import Resource, Stack, items, part
from policies.rule import StackRule

_ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
_DEFAULT = "applyServerSideEncryptionByDefault"


def _check(resource: Resource, stack: Stack) -> Iterator[str]:
    configurations = list(stack.referring(_ENCRYPTION, "bucket", resource))
    if not configurations:
        yield "says nothing of encryption; add a BucketServerSideEncryptionConfiguration"
    for configuration in configurations:
        algorithms: list[Any] = [
            part(rule, _DEFAULT).get("sseAlgorithm") for rule in items(configuration.properties, "rules")
        ]
        if not any(algorithms):
            yield f"{configuration.name} names no algorithm; set {_DEFAULT}.sseAlgorithm to aws:kms"
        elif is_evidence(resource) and any(algorithm != "aws:kms" for algorithm in algorithms):
            yield f"{configuration.name} encrypts evidence with a key of AWS's; set sseAlgorithm to aws:kms"


RULE = StackRule(
    name="buckets-are-encrypted",
    description="Every bucket is encrypted by default, evidence with a customer key.",
    types=frozenset({"aws:s3/bucket:Bucket"}),
    check=_check,
)
