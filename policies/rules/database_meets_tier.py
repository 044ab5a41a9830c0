"""A database is as strong as the tier of its environment asks."""

from collections.abc import Iterator

from policies.resource import Resource
from policies.rule import ResourceRule
from policies.tier import tier_rules


def _check(resource: Resource) -> Iterator[str]:
    properties, floors = resource.properties, tier_rules(resource).floors
    days = properties.get("backupRetentionPeriod") or 0
    if days < floors.backup_days:
        yield f"keeps backups for {days:g} days; {resource.stack} needs {floors.backup_days} (backupRetentionPeriod)"
    if floors.multi_az and properties.get("multiAz") is not True:
        yield f"has no standby; {resource.stack} needs multiAz: true"
    if floors.deletion_protection and properties.get("deletionProtection") is not True:
        yield f"AWS would delete it; {resource.stack} needs deletionProtection: true"


RULE = ResourceRule(
    name="database-meets-tier",
    description="A database has the standby, the backups and the deletion protection of its tier.",
    types=frozenset({"aws:rds/instance:Instance"}),
    check=_check,
)
