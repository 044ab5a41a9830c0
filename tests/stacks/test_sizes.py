"""The owner's table of the three environments, read from the resources that they register."""

from typing import Any

import pytest

from tests.recording import Recording
from tests.stacks.recorded import recorded

# Nodes, class, multi-AZ, backup days, deletion protection, Object Lock, evidence days, replicas of the two planes.
TABLE = [
    ("dev", (2, 2), "db.t4g.medium", False, 7, False, "off", 7, (1, 1)),
    ("staging", (4, 5), "db.t4g.large", True, 14, False, "GOVERNANCE", 365, (3, 4)),
    ("prod", (4, 8), "db.t4g.large", True, 30, True, "COMPLIANCE", 1095, (3, 4)),
]


@pytest.mark.parametrize("row", TABLE, ids=[str(row[0]) for row in TABLE])
def test_an_environment_is_as_big_as_the_table_says(row: tuple[Any, ...]) -> None:
    """Every number of the table arrives at the resource that it is about."""
    recording = recorded(str(row[0])).recording
    sizes = [group.inputs["scalingConfig"] for group in recording.all("aws:eks/nodeGroup:NodeGroup")]
    instance = recording.one("aws:rds/instance:Instance").inputs
    assert row[1:] == (
        (sum(size["minSize"] for size in sizes), sum(size["maxSize"] for size in sizes)),
        instance["instanceClass"],
        instance["multiAz"],
        instance["backupRetentionPeriod"],
        instance["deletionProtection"],
        *_evidence(recording),
        tuple(_replicas(recording, component) for component in ("control-plane", "execution-plane")),
    )


@pytest.mark.parametrize(("stack", "gateways"), [("dev", 1), ("staging", 3), ("prod", 3)])
def test_only_dev_shares_one_way_out(stack: str, gateways: int) -> None:
    """A zone of staging or prod that fails takes no other zone's way out with it."""
    recording = recorded(stack).recording
    assert len(recording.all("aws:ec2/natGateway:NatGateway")) == gateways


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_every_pool_spans_the_zones(stack: str) -> None:
    """Each node group has a subnet in each of the three zones."""
    for group in recorded(stack).recording.all("aws:eks/nodeGroup:NodeGroup"):
        assert len({subnet.removesuffix("-id")[-1] for subnet in group.inputs["subnetIds"]}) == 3


def _evidence(recording: Recording) -> tuple[str, int]:
    """The lock's mode and days; without a lock, the days after which evidence expires."""
    bucket = recording.one("aws:s3/bucket:Bucket", "evidence-bucket")
    locks = recording.all("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
    assert bucket.inputs.get("objectLockEnabled", False) is bool(locks), "a lock is possible from the creation only"
    if locks:
        retention = locks[0].inputs["rule"]["defaultRetention"]
        return retention["mode"], retention["days"]
    lifecycle = recording.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "evidence-lifecycle")
    days = {rule["expiration"]["days"] for rule in lifecycle.inputs["rules"] if "days" in rule.get("expiration", {})}
    assert len(days) == 1, f"one time of expiry, got {days}"
    return "off", days.pop()


def _replicas(recording: Recording, component: str) -> int:
    return recording.one("kubernetes:apps/v1:Deployment", f"{component}-deployment").inputs["spec"]["replicas"]


@pytest.mark.parametrize(
    ("stack", "when"), [("dev", "ScheduleAnyway"), ("staging", "DoNotSchedule"), ("prod", "DoNotSchedule")]
)
def test_where_a_zone_may_fail_no_zone_has_more_than_its_share(stack: str, when: str) -> None:
    """Required there and not only wished, of all that there is more than one of; dev has one node for each plane."""
    deployments = recorded(stack).recording.all("kubernetes:apps/v1:Deployment")
    found = {
        deployment.inputs["metadata"]["name"]: [
            constraint["whenUnsatisfiable"]
            for constraint in deployment.inputs["spec"]["template"]["spec"]["topologySpreadConstraints"]
        ]
        for deployment in deployments
    }
    spread = ("control-plane", "execution-plane", "egress-proxy", "execution-resolver")
    assert found == {name: [when, "ScheduleAnyway"] for name in spread}
