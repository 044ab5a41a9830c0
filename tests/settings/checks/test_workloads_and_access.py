"""The checks over several keys of the cluster's inside: workloads, quotas, egress and access."""

# A row of the tables holds the whole line that a user sees, unbroken, so that it can be searched for.
# ruff: noqa: E501

import pytest

from tests.settings.configuration import problems, resolved
from tests.settings.registries import one_account

WORKLOADS: list[tuple[dict[str, object], str]] = [
    ({"workloads.1.name": "control-plane", "scaling": {}}, 'workloads[1].name: "control-plane" is the name of workloads[0]'),
    ({"workloads.0.name": "egress-proxy"}, 'workloads[0].name: "egress-proxy" is the name of the egress proxy; give the workload another'),
    ({"workloads.0.name": "migration"}, 'workloads[0].name: "migration" is the name of the migration; give the workload another'),
    ({"workloads.0.name": "migrations"}, 'workloads[0].name: "migrations" is the name of the migrations\' way to the database; give the workload another'),
    ({"workloads.1.name": "default"}, 'workloads[1].name: "default" is the name of the service account that Kubernetes makes in every namespace; give the workload another'),
    ({"workloads.0.requests.cpu": "2"}, "workloads[0].requests.cpu: 2 is over the limit 1"),
    ({"workloads.0.requests.memory": "2Gi"}, "workloads[0].requests.memory: 2Gi is over the limit 1Gi"),
    ({"workloads.1.mountsToken": True}, "workloads[1].mountsToken: true, the execution plane never gets a token for the Kubernetes API"),
    ({"workloads.0.writablePaths": ["/tmp", "/tmp"]}, 'workloads[0].writablePaths[1]: "/tmp" is listed twice'),
    ({"workloads.0.secretFiles": {"Signing": "signing"}}, 'workloads[0].secretFiles.Signing: "Signing" is not a file\'s name of at most 40 lower-case letters, digits, dots, underscores and hyphens, for example signing.json'),
    ({"workloads.0.secretFiles": {"signing.json": "../execution/key"}}, 'workloads[0].secretFiles.signing.json: "../execution/key" is not the place of a secret in Vault, without environment and plane, for example control-plane/signing'),
    ({"workloads.1.plane": "control"}, "workloads: none is in the execution plane; an environment needs both"),
    ({"scaling.controlplane": {"replicas": 3}}, "scaling.controlplane: unknown workload; did you mean control-plane?"),
    ({"scaling.egress-proxy": {"autoscaler": {"minimum": 1, "maximum": 3}}}, "scaling.egress-proxy.autoscaler: the egress proxy has a fixed number of pods; give replicas"),
    ({"scaling.control-plane.autoscaler": {"minimum": 3, "maximum": 5}}, "scaling.control-plane: replicas and autoscaler exclude each other; remove one of them"),
    ({"scaling.control-plane": {}}, "scaling.control-plane: neither replicas nor autoscaler is given; give one of them"),
    ({"scaling.control-plane": {"autoscaler": {"minimum": 6, "maximum": 5}}}, "scaling.control-plane.autoscaler.minimum: 6 is over the maximum 5"),
]  # fmt: skip

QUOTAS = [
    ("cpu", "500m", "quotas.apps.cpu: 500m, the control plane's workloads request 750m at most"),
    ("memory", "1Gi", "quotas.apps.memory: 1Gi, the control plane's workloads request 1536Mi at most"),
    ("pods", 2, "quotas.apps.pods: 2, the control plane's workloads are 3 pods at most"),
]

_HOURS_24 = {"grantedAt": "2026-11-21T10:00:00Z", "expiresAt": "2026-11-22T10:00:00Z"}
_GRANT = {"principal": "on-call", "incident": "INC-7", **_HOURS_24}

BREAK_GLASS = [
    ({**_GRANT, "expiresAt": "2026-11-22T10:00:01Z"}, "access.breakGlass[0].expiresAt: 2026-11-22T10:00:01Z is over 24 hours after grantedAt; 2026-11-22T10:00:00Z is the latest"),
    ({**_GRANT, "expiresAt": "2026-11-21T10:00:00Z"}, "access.breakGlass[0].expiresAt: 2026-11-21T10:00:00Z is not after grantedAt"),
    ({**_GRANT, "grantedAt": "2026-11-21T12:30:00Z"}, "access.breakGlass[0].grantedAt: 2026-11-21T12:30:00Z is in the future"),
    ({**_GRANT, "incident": "because"}, 'access.breakGlass[0].incident: "because" is not an incident ticket, for example INC-1234'),
    ({"principal": "on-call", **_HOURS_24}, "access.breakGlass[0].incident: missing; give an incident ticket, for example INC-1234"),
    ({**_GRANT, "expiresAt": "2026-11-22 10:00:00 +0000 UTC"}, 'access.breakGlass[0].expiresAt: "2026-11-22 10:00:00 +0000 UTC" is not a time in UTC, for example "2026-11-21T09:30:00Z" in quotes'),
    ({**_GRANT, "expiresAt": "2026-02-30T10:00:00Z"}, 'access.breakGlass[0].expiresAt: "2026-02-30T10:00:00Z" is not a time in UTC, for example "2026-11-21T09:30:00Z" in quotes'),
    ({**_GRANT, "principal": "portarium-app-team"}, 'access.breakGlass[0].principal: "portarium-app-team" is listed in access.grants.app-team[0] already; a principal has one grant'),
]  # fmt: skip

ACCESS: list[tuple[dict[str, object], str]] = [
    ({"access.administrators": []}, "access.administrators: missing; without one nobody, not even the next update, could reach the cluster"),
    ({"access.grants.read-only": ["portarium-app-team"]}, 'access.grants.read-only[0]: "portarium-app-team" is listed in access.grants.app-team[0] already; a principal has one grant'),
    ({"access.administrators": ["deploy"]}, 'access.administrators[0]: "deploy": its access entry would be called deploy, as that of the pipeline that deploys is'),
    ({"access.administrators": ["app-team-portarium-app-team"]}, 'access.grants.app-team[0]: "portarium-app-team": its access entry would be called app-team-portarium-app-team, as that of access.administrators[0] is'),
    ({"access.grants.app-team": ["arn:aws:iam::111111111111:role/team", "arn:aws:iam::222222222222:role/team"]}, 'access.grants.app-team[1]: "arn:aws:iam::222222222222:role/team": its access entry would be called app-team-team, as that of access.grants.app-team[0] is'),
    ({"access.grants.read-only": ["portarium-prod-delivery-preview"]}, 'access.grants.read-only[0]: "portarium-prod-delivery-preview" is the role of the pipeline that shows previews, which enters by itself'),
    ({"access.grants.break-glass": ["someone"]}, "access.grants.break-glass: unknown name; known are platform-engineer, app-team, read-only"),
    ({"egress.allowedHosts": ["a.example", "b.example", "a.example"]}, 'egress.allowedHosts[2]: "a.example" is listed twice'),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "line"), [*WORKLOADS, *ACCESS])
def test_contradiction_is_refused(changes: dict[str, object], line: str) -> None:
    """Values that are well-formed alone and wrong together are one line."""
    assert f"Pulumi.prod.yaml: {line}" in problems("prod", changes)


SHARED_ACCESS: list[tuple[dict[str, object], str]] = [
    ({"administrators": ["someone"]}, "access.administrators: a shared stack has none of its own, the cluster is its owner's; remove it"),
    ({"grants": {"read-only": ["someone"]}}, "access.grants: a shared stack has none of its own; they stand in Pulumi.dev.yaml, its cluster's; remove it"),
    ({"breakGlass": [_GRANT]}, "access.breakGlass: a shared stack has none of its own; they stand in Pulumi.dev.yaml, its cluster's; remove it"),
]  # fmt: skip


@pytest.mark.parametrize(("access", "line"), SHARED_ACCESS)
def test_access_to_another_stacks_cluster_is_refused(access: dict[str, object], line: str) -> None:
    """The cluster's owner lets people in, and a grant that nobody reads would let in nobody."""
    assert problems("review-7", {"access": access}) == [f"Pulumi.review-7.yaml: {line}"]


_NAME, _PATH = "portarium-administrator", "a/"
_HERE, _THERE = "111111111111", "222222222222"

PRINCIPALS = [
    ("a name and an ARN, the account unknown", None, _NAME, f"arn:aws:iam::{_THERE}:role/{_NAME}", True),
    ("a name and an ARN of the account", _HERE, _NAME, f"arn:aws:iam::{_HERE}:role/{_NAME}", True),
    ("a name and an ARN of another account", _HERE, _NAME, f"arn:aws:iam::{_THERE}:role/{_NAME}", False),
    ("two ARNs that differ by their path", None, f"arn:aws:iam::{_HERE}:role/{_NAME}", f"arn:aws:iam::{_HERE}:role/{_PATH}{_NAME}", True),
    ("two ARNs of two accounts", None, f"arn:aws:iam::{_HERE}:role/{_NAME}", f"arn:aws:iam::{_THERE}:role/{_NAME}", False),
    ("two names that differ by their case", _HERE, _NAME, _NAME.title(), True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("account", "first", "second", "same"), [row[1:] for row in PRINCIPALS], ids=[row[0] for row in PRINCIPALS]
)
def test_one_principal_has_one_grant_however_it_is_written(
    account: str | None, first: str, second: str, same: bool
) -> None:
    """A role's name is unique in its account, and EKS has one access entry for a role."""
    changes: dict[str, object] = {"access": {"administrators": [first], "grants": {"read-only": [second]}}}
    line = f'access.grants.read-only[0]: "{second}" is listed in access.administrators[0] already; a principal has one grant'

    assert problems("prod", changes, one_account(account)) == ([f"Pulumi.prod.yaml: {line}"] if same else [])


@pytest.mark.parametrize(("key", "value", "line"), QUOTAS)
def test_quota_under_its_workloads_is_refused(key: str, value: object, line: str) -> None:
    """A roll-out that the quota would stop halfway is refused before it begins."""
    quota = {"cpu": "8", "memory": "16Gi", "pods": 40, key: value}

    assert problems("prod", {"quotas.apps": quota}) == [f"Pulumi.prod.yaml: {line}"]


def test_quota_under_the_proxies_is_refused() -> None:
    """They have a namespace of their own, and its quota is not in the stack's file as long as it suffices."""
    assert problems("prod", {"scaling.egress-proxy.replicas": 11}) == [
        "Pulumi.prod.yaml: quotas.egress.cpu: 1, the egress proxies request 1100m at most",
        "Pulumi.prod.yaml: quotas.egress.pods: 10, the egress proxies are 11 pods at most",
    ]


@pytest.mark.parametrize(("grant", "line"), BREAK_GLASS)
def test_break_glass_needs_a_ticket_and_ends_within_a_day(grant: dict[str, str], line: str) -> None:
    """Emergency access without an incident, or for longer than a day, is refused."""
    assert problems("prod", {"access.breakGlass": [grant]}) == [f"Pulumi.prod.yaml: {line}"]


def test_break_glass_of_a_whole_day_is_granted() -> None:
    """Exactly 24 hours are allowed."""
    assert [grant.incident for grant in resolved("prod", {"access.breakGlass": [_GRANT]}).access.break_glass] == [
        "INC-7"
    ]
