"""The floors of the tiers: undercut is refused, met and exceeded is not."""

# A row of the tables holds the whole line that a user sees, unbroken, so that it can be searched for.
# ruff: noqa: E501

import pytest

from tests.settings.configuration import problems

_PROD = "(infra/environments.json, tier prod)"
_STAGING = "(infra/environments.json, tier staging)"

UNDERCUT = [
    ("prod", "database.multiAz", False, f"database.multiAz: false, prod requires true {_PROD}"),
    ("prod", "database.backupDays", 29, f"database.backupDays: 29, prod requires at least 30 {_PROD}"),
    ("prod", "database.deletionProtection", False, f"database.deletionProtection: false, prod requires true {_PROD}"),
    ("prod", "network.natPerZone", False, f"network.natPerZone: false, prod requires true {_PROD}"),
    ("prod", "network.zones", ["eu-central-1a", "eu-central-1b"], f"network.zones: 2, prod requires at least 3 {_PROD}"),
    ("staging", "nodePools.system.minimum", 1, f"nodePools.system.minimum: 1, staging requires at least 2 {_STAGING}"),
    ("prod", "nodePools.system.zones", ["eu-central-1a"], f"nodePools.system.zones: 1, prod requires at least 3 {_PROD}"),
    ("prod", "scaling.control-plane.replicas", 2, f"scaling.control-plane.replicas: 2, prod requires at least 3 {_PROD}"),
    ("prod", "platform.gitops", {"replicas": 2}, f"platform.gitops.replicas: 2, prod requires at least 3 {_PROD}"),
    ("staging", "scaling.execution-plane.replicas", 3, f"scaling.execution-plane.replicas: 3, staging requires at least 4 {_STAGING}"),
    ("staging", "evidence.objectLock", "off", f'evidence.objectLock: "off", staging requires at least "GOVERNANCE" {_STAGING}'),
    ("staging", "evidence.retentionDays", 364, f"evidence.retentionDays: 364, staging requires at least 365 {_STAGING}"),
    ("staging", "database.multiAz", False, f"database.multiAz: false, staging requires true {_STAGING}"),
    ("dev", "database.backupDays", 6, "database.backupDays: 6, dev requires at least 7 (infra/environments.json, tier dev)"),
]  # fmt: skip

EXCEEDED = [
    ("dev", {"database.multiAz": True, "database.backupDays": 35, "database.deletionProtection": True}),
    ("dev", {"evidence.objectLock": "GOVERNANCE", "network.natPerZone": True}),
    ("dev", {"evidence.objectLock": "COMPLIANCE", "evidence.acknowledgeComplianceDays": 7}),
    ("staging", {"scaling.control-plane": {"autoscaler": {"minimum": 3, "maximum": 6}}}),
    ("prod", {"evidence.retentionDays": 3650, "evidence.acknowledgeComplianceDays": 3650}),
]


@pytest.mark.parametrize(("stack", "path", "value", "line"), UNDERCUT)
def test_undercut_floor_is_refused(stack: str, path: str, value: object, line: str) -> None:
    """The line names the value, what the tier requires, and where that is written."""
    assert problems(stack, {path: value}) == [f"Pulumi.{stack}.yaml: {line}"]


def test_autoscaler_under_the_floor_is_refused() -> None:
    """An autoscaler's minimum is what the floor is about."""
    autoscaler = {"autoscaler": {"minimum": 2, "maximum": 9}}

    assert problems("prod", {"scaling.control-plane": autoscaler}) == [
        f"Pulumi.prod.yaml: scaling.control-plane.autoscaler.minimum: 2, prod requires at least 3 {_PROD}"
    ]


@pytest.mark.parametrize(("stack", "changes"), EXCEEDED)
def test_exceeded_floor_is_fine(stack: str, changes: dict[str, object]) -> None:
    """A stack may be more careful than its tier."""
    assert problems(stack, changes) == []


def test_the_pools_together_have_a_floor_too() -> None:
    """A pool under its own floor can take the sum under that of all."""
    assert problems("prod", {"nodePools.execution.minimum": 1}) == [
        f"Pulumi.prod.yaml: nodePools: 3, prod requires at least 4 {_PROD}",
        f"Pulumi.prod.yaml: nodePools.execution.minimum: 1, prod requires at least 2 {_PROD}",
    ]
