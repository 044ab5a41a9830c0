"""Who may do what in each namespace, by what the real API server answers to SubjectAccessReviews, both ways.

The table is written out here and not taken from the program: a change of either is a finding.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.session import PulumiResult, Session

REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
ENVIRONMENTS = ("dev", "staging", "prod")
ROLES = ("read-only", "app-team", "platform-engineer", "break-glass")


@dataclass(frozen=True)
class Action:
    """A verb on a resource of an API group."""

    verb: str
    resource: str
    group: str = ""

    def attributes(self, namespace: str | None) -> dict[str, str]:
        """Return the action as a SubjectAccessReview has it."""
        name, _, subresource = self.resource.partition("/")
        attributes = {"verb": self.verb, "resource": name, "subresource": subresource, "group": self.group}
        return attributes if namespace is None else {**attributes, "namespace": namespace}


RBAC = "rbac.authorization.k8s.io"

LOOK = (
    Action("list", "pods"),
    Action("get", "pods/log"),
    Action("watch", "events"),
    Action("get", "configmaps"),
    Action("list", "deployments", "apps"),
    Action("get", "jobs", "batch"),
    Action("list", "networkpolicies", "networking.k8s.io"),
    Action("get", "resourcequotas"),
)
RESTART = (Action("delete", "pods"), Action("create", "pods/eviction"))
REPAIR = (
    Action("create", "pods/exec"),
    Action("create", "pods/portforward"),
    Action("patch", "deployments", "apps"),
    Action("update", "deployments/scale", "apps"),
    Action("create", "jobs", "batch"),
    Action("delete", "jobs", "batch"),
    Action("get", "rolebindings", RBAC),
)
# What only `pulumi up` does, and in an emergency whoever has broken the glass. This is RBAC's answer alone: what
# admission refuses all the same is in test_guarded_namespaces.py.
GUARDED = (
    Action("get", "secrets"),
    Action("list", "secrets"),
    Action("create", "pods"),
    Action("create", "serviceaccounts/token"),
    Action("delete", "deployments", "apps"),
    Action("delete", "networkpolicies", "networking.k8s.io"),
    Action("patch", "networkpolicies", "networking.k8s.io"),
    Action("delete", "resourcequotas"),
    Action("create", "rolebindings", RBAC),
    Action("impersonate", "serviceaccounts"),
)
# Nobody of the four reaches what is not in a namespace of the environment.
CLUSTER_WIDE = (
    Action("list", "nodes"),
    Action("list", "namespaces"),
    Action("delete", "namespaces"),
    Action("list", "secrets"),
    Action("create", "clusterrolebindings", RBAC),
    Action("impersonate", "users"),
    Action("escalate", "clusterroles", RBAC),
)
EVERYTHING = (*LOOK, *RESTART, *REPAIR, *GUARDED)
OUTSIDE = ("system", "kube-system", "default")
PLANES = ("env", "data", "apps", "execution", "egress")

ALLOWED: dict[str, dict[tuple[str, ...], tuple[Action, ...]]] = {
    "read-only": {PLANES: LOOK},
    "app-team": {("apps", "execution"): (*LOOK, *RESTART)},
    "platform-engineer": {PLANES: (*LOOK, *RESTART, *REPAIR)},
    "break-glass": {PLANES: EVERYTHING},
}


def answers(cluster: KubernetesClient, groups: list[str], environment: str) -> set[tuple[str, Action]]:
    """Ask the API server for every action in every namespace; return what it allows."""
    inside = [f"{plane}-{environment}" for plane in PLANES]
    questions = [(namespace, action) for namespace in (*inside, *OUTSIDE) for action in EVERYTHING]
    questions += [("", action) for action in CLUSTER_WIDE]
    return {
        (namespace, action) for namespace, action in questions if is_allowed(cluster, groups, action, namespace or None)
    }


def is_allowed(cluster: KubernetesClient, groups: list[str], action: Action, namespace: str | None) -> bool:
    """Ask for one action."""
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SubjectAccessReview",
        "spec": {
            "user": "somebody",
            "groups": ["system:authenticated", *groups],
            "resourceAttributes": action.attributes(namespace),
        },
    }
    return bool(cluster.create(REVIEWS, review)["status"]["allowed"])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_role_may_do_this_and_nothing_else(sandbox: Session, prod: PulumiResult, environment: str, role: str) -> None:
    """Each access policy allows its rows of the table in its namespaces, and refuses everything beside them."""
    expected = {
        (f"{plane}-{environment}", action)
        for planes, actions in ALLOWED[role].items()
        for plane in planes
        for action in actions
    }
    cluster = sandbox.kubernetes(f"portarium-{environment}")
    assert answers(cluster, [f"portarium:{environment}:{role}"], environment) == expected


@pytest.mark.parametrize(
    "groups",
    [[], [f"portarium:staging:{role}" for role in ROLES], ["portarium:dev:administrator"]],
    ids=["nobody", "the holders of another environment", "a role outside the four"],
)
def test_everybody_else_may_do_nothing(sandbox: Session, dev: PulumiResult, groups: list[str]) -> None:
    """Being signed in, or holding a policy of another environment, is worth nothing in dev."""
    assert answers(sandbox.kubernetes("portarium-dev"), groups, "dev") == set()
