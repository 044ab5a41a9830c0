"""What can't be made again is protected where the tier protects.

Pulumi lets one update take the protection away and replace the resource: the options of the new program decide, and so
the options of the new program are what is checked.
"""

from collections.abc import Iterator

from policies.resource import Resource
from policies.rule import NotApplicableError, ResourceRule
from policies.tier import tier_rules


def _check(resource: Resource) -> Iterator[str]:
    if not tier_rules(resource).protect:
        raise NotApplicableError(f"the tier of {resource.stack} protects nothing")
    if not resource.protected:
        yield f"is not protected; {resource.stack} keeps what can't be made again: ResourceOptions(protect=True)"


RULE = ResourceRule(
    name="stateful-is-protected",
    description="Keys, buckets, databases, clusters and zones are protected in a tier that protects.",
    types=frozenset(
        {
            "aws:eks/cluster:Cluster",
            "aws:kms/key:Key",
            "aws:rds/cluster:Cluster",
            "aws:rds/instance:Instance",
            "aws:route53/zone:Zone",
            "aws:s3/bucket:Bucket",
            "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
            "aws:s3/bucketVersioning:BucketVersioning",
        }
    ),
    check=_check,
)
