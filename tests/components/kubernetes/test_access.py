"""The four access policies bind where they hold, to groups, and are as wide as they say."""

from functools import cache
from typing import Any, get_args

import pytest

from components.kubernetes.access import Access, AccessArgs
from components.kubernetes.access_rules import ACCESS_POLICIES
from domain.access_role import BREAK_GLASS, AccessRole, StandingRole, access_group
from domain.plane import EnvironmentPlane
from tests.recording import Recording, record

ROLE = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"
BINDING = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"
PLANES: tuple[EnvironmentPlane, ...] = ("environment", "data", "control", "execution", "egress")


@cache
def _recorded(environment: str = "dev", holders_of: str = "dev") -> Recording:
    def program() -> object:
        namespaces: dict[EnvironmentPlane, str] = {plane: f"{plane}-{environment}" for plane in PLANES}
        return Access(
            "access", AccessArgs(environment=environment, holders_of=holders_of, namespaces=namespaces)
        ).groups

    return record(program)


def _may(role: AccessRole, verb: str, resource: str, plane: EnvironmentPlane = "control", group: str = "") -> bool:
    """Decide from the recorded objects, by RBAC's rules: a binding in the namespace, and a rule that covers it."""
    found: list[dict[str, Any]] = []
    for binding in _recorded().all(BINDING):
        spec = binding.inputs
        subjects = [subject["name"] for subject in spec["subjects"]]
        if spec["metadata"]["namespace"] == f"{plane}-dev" and access_group("dev", role) in subjects:
            (cluster_role,) = [
                r for r in _recorded().all(ROLE) if r.inputs["metadata"]["name"] == spec["roleRef"]["name"]
            ]
            found += cluster_role.inputs["rules"]
    return any(
        {group, "*"} & set(rule["apiGroups"])
        and {resource, "*"} & set(rule["resources"])
        and {verb, "*"} & set(rule["verbs"])
        for rule in found
    )


@pytest.mark.parametrize("role", get_args(AccessRole))
@pytest.mark.parametrize("plane", PLANES)
def test_nobody_but_an_emergency_reads_secrets(role: AccessRole, plane: EnvironmentPlane) -> None:
    """Vault keeps secrets, and what is in the cluster is read by break-glass alone."""
    assert _may(role, "get", "secrets", plane) is (role == "break-glass")


# role, verb, resource, plane, group, whether it may.
RIGHTS: list[tuple[AccessRole, str, str, EnvironmentPlane, str, bool]] = [
    ("read-only", "list", "pods", "execution", "", True),
    ("read-only", "delete", "pods", "control", "", False),
    ("read-only", "create", "pods/exec", "control", "", False),
    ("app-team", "delete", "pods", "control", "", True),
    ("app-team", "get", "pods", "data", "", False),
    ("app-team", "patch", "deployments", "control", "apps", False),
    ("platform-engineer", "patch", "deployments", "control", "apps", True),
    ("platform-engineer", "create", "pods/exec", "data", "", True),
    ("platform-engineer", "create", "rolebindings", "control", "rbac.authorization.k8s.io", False),
    ("platform-engineer", "delete", "networkpolicies", "execution", "networking.k8s.io", False),
    ("platform-engineer", "update", "resourcequotas", "control", "", False),
    ("break-glass", "delete", "networkpolicies", "execution", "networking.k8s.io", True),
]


@pytest.mark.parametrize(("role", "verb", "resource", "plane", "group", "permitted"), RIGHTS)
def test_rights_are_those_of_the_table(  # noqa: PLR0917 - the columns of the table
    role: AccessRole, verb: str, resource: str, plane: EnvironmentPlane, group: str, permitted: bool
) -> None:
    """What each role may do, and what it may not, where it would matter."""
    assert _may(role, verb, resource, plane, group) is permitted


def test_no_role_but_break_glass_touches_what_contains() -> None:
    """Policies, quotas and bindings change by `pulumi up` alone: nobody widens his own rights in passing."""
    guards = {"networkpolicies", "resourcequotas", "limitranges", "roles", "rolebindings", "serviceaccounts", "*"}
    writing = {
        (role, resource)
        for role, policy in ACCESS_POLICIES.items()
        for rule in policy.rules
        for resource in rule.resources
        if resource in guards and set(rule.verbs) - {"get", "list", "watch"}
    }
    assert writing == {("break-glass", "*")}


def test_a_role_holds_in_its_environment_only() -> None:
    """Cluster roles are bound in namespaces, never to the cluster, and named by their environment."""
    recording = _recorded()
    assert [r.type for r in recording.resources if r.type.endswith("ClusterRoleBinding")] == []
    assert {binding.inputs["metadata"]["namespace"] for binding in recording.all(BINDING)} == {
        f"{plane}-dev" for plane in PLANES
    }
    names = {role.inputs["metadata"]["name"] for role in recording.all(ROLE)}
    assert names & {role.inputs["metadata"]["name"] for role in _recorded("review-7", "dev").all(ROLE)} == set()


def test_subjects_are_groups_of_the_holders_environment() -> None:
    """Never a person, and on a shared cluster the groups that its access entries put people into."""
    for holders, recording in (("dev", _recorded()), ("dev", _recorded("review-7", "dev"))):
        subjects = [subject for binding in recording.all(BINDING) for subject in binding.inputs["subjects"]]
        assert {subject["kind"] for subject in subjects} == {"Group"}
        assert {subject["name"] for subject in subjects} == {access_group(holders, role) for role in ACCESS_POLICIES}


def test_who_waits_for_the_groups_waits_for_the_bindings() -> None:
    """The groups are known once all bindings are in force, and they are the four."""
    assert _recorded().result == [access_group("dev", role) for role in ACCESS_POLICIES]


def test_the_roles_are_those_of_the_settings() -> None:
    """A role that can be granted has a policy, and each policy can be granted."""
    assert set(ACCESS_POLICIES) == set(get_args(AccessRole)) == {*get_args(StandingRole), BREAK_GLASS}
