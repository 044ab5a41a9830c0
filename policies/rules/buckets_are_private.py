"""No bucket can be opened to the public, by accident or on purpose."""

from collections.abc import Iterator

from policies.resource import Resource, Stack
from policies.rule import StackRule

_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
_SWITCHES = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def _check(resource: Resource, stack: Stack) -> Iterator[str]:
    blocks = list(stack.referring(_BLOCK, "bucket", resource))
    if not blocks:
        yield "could be made public; add a BucketPublicAccessBlock with all four switches on"
    for block in blocks:
        if off := [switch for switch in _SWITCHES if block.properties.get(switch) is not True]:
            yield f"{block.name} leaves {', '.join(off)} off; set all four switches to true"


RULE = StackRule(
    name="buckets-are-private",
    description="Every bucket has a public access block with all four switches on.",
    types=frozenset({"aws:s3/bucket:Bucket"}),
    check=_check,
)
