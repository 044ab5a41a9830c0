"""An account of a project has the rights that its applications need, and nothing runs as it."""

from functools import cache
from typing import Any

from pulumi_kubernetes.core import v1 as core

from components.platform.argo_account import ArgoAccount, ArgoAccountArgs
from components.platform.argo_project import ObjectKind
from components.platform.argo_rules import (
    Rule,
    cluster_rules,
    control_rules,
    granting_rules,
    reading_rules,
    service_rules,
    teams_rules,
)
from tests.recording import Recording, record

_RIGHTS = "rbac.authorization.k8s.io"


@cache
def _recorded() -> Recording:
    def program() -> object:
        return ArgoAccount(
            "services",
            ArgoAccountArgs(
                environment="dev",
                account="platform",
                namespace="gitops",
                rules={"system": service_rules(["cert-manager.io"]), "kube-system": granting_rules()},
                namespaces={"system": "system", "kube-system": "kube-system"},
                cluster_rules=cluster_rules([ObjectKind(group=_RIGHTS, kind="ClusterRole")]),
                cluster=core.Namespace("cluster"),
            ),
        ).account

    return record(program)


def _inputs(kind: str) -> list[dict[str, Any]]:
    return [each.inputs for each in _recorded().all(f"kubernetes:{_RIGHTS}/v1:{kind}")]


def test_nothing_runs_as_it() -> None:
    """A token of it would be what Argo CD may do, without Argo CD's projects."""
    account = _recorded().one("kubernetes:core/v1:ServiceAccount").inputs
    assert account["automountServiceAccountToken"] is False
    assert account["metadata"]["namespace"] == "gitops"


def test_its_rights_end_at_its_namespaces() -> None:
    """Outside of them it has those of the kinds that its project lists."""
    assert {role["metadata"]["namespace"] for role in _inputs("Role")} == {"system", "kube-system"}
    [wide] = _inputs("ClusterRole")
    assert [rule["resources"] for rule in wide["rules"]] == [["clusterroles"]]
    for binding in (*_inputs("RoleBinding"), *_inputs("ClusterRoleBinding")):
        assert binding["subjects"] == [{"kind": "ServiceAccount", "name": "platform", "namespace": "gitops"}]


def _may(rules: list[Rule], group: str, resource: str) -> set[str]:
    return {
        verb for rule in rules if group in rule.groups and {resource, "*"} & set(rule.resources) for verb in rule.verbs
    }


def test_no_application_reads_a_secret() -> None:
    """Neither a team's nor a service's; the one namespace whose secrets are read is Argo CD's own."""
    for rules in (teams_rules(), service_rules(["cert-manager.io"]), granting_rules(), reading_rules()):
        assert _may(rules, "", "secrets") == set()
    assert _may(control_rules(), "", "secrets") == {"get", "list", "watch"}


def test_a_team_grants_nothing_and_opens_no_way() -> None:
    """It brings what runs, in what the program made."""
    for group, resource in (
        (_RIGHTS, "roles"),
        ("networking.k8s.io", "networkpolicies"),
        ("", "resourcequotas"),
        ("", "serviceaccounts"),
        ("", "pods"),
    ):
        assert _may(teams_rules(), group, resource) == set()


def test_a_service_brings_rights_and_no_ways() -> None:
    """An operator is a set of rights; whom it talks to is the program's."""
    assert {"bind", "escalate"} <= _may(service_rules(), _RIGHTS, "roles")
    assert _may(service_rules(), "networking.k8s.io", "networkpolicies") == set()


def test_kinds_are_called_as_the_api_does() -> None:
    """A rule that names no resource there is gives nothing, in silence."""
    names = {
        "IngressClass": "ingressclasses",
        "IngressClassParams": "ingressclassparams",
        "ClusterPolicy": "clusterpolicies",
        "APIService": "apiservices",
    }
    assert {kind: ObjectKind(group="", kind=kind).resource for kind in names} == names
