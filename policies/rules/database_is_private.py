"""A database is encrypted, unreachable from the internet, and its password is nobody's."""

from collections.abc import Iterator

from policies.resource import Resource
from policies.rule import ResourceRule


def _check(resource: Resource) -> Iterator[str]:
    properties = resource.properties
    if properties.get("storageEncrypted") is not True:
        yield "storage is not encrypted; set storageEncrypted to true"
    if properties.get("publiclyAccessible") is True:
        yield "has a public address; set publiclyAccessible to false"
    if properties.get("manageMasterUserPassword") is not True:
        yield "its master password is in the program or the state; set manageMasterUserPassword to true"


RULE = ResourceRule(
    name="database-is-private",
    description="A database is encrypted, has no public address, and leaves its password to Secrets Manager.",
    types=frozenset({"aws:rds/instance:Instance", "aws:rds/cluster:Cluster"}),
    check=_check,
)
