"""What even an emergency leaves as it is: the namespaces themselves, and what holds their pods to their bounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from portarium_sandbox.kubernetes.client import JSON, MERGE, KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.session import PulumiResult, Session
from tests.journeys.people import glass_broken, workflow
from tests.journeys.refusals import (
    APPS,
    CORE,
    DRY_RUN,
    FOREIGN_IMAGE,
    OURS,
    STRATEGIC,
    change,
    container,
    pod_spec,
    refuse,
    start,
)

NETWORKING, RBAC = "/apis/networking.k8s.io/v1/namespaces", "/apis/rbac.authorization.k8s.io/v1/namespaces"
NAMESPACE = f"{CORE}/apps-dev"
SAME_LABELS = "labels of a namespace stay as they are, the pod standard among them: pulumi up sets them"
NOT_DELETED = "a namespace goes by pulumi destroy, or by taking it out of the program"
GUARDED = "quotas, limits, network policies, roles and role bindings change by pulumi up"
TOKENS = "a token of a service account is given by Kubernetes, to the account's own pods"

OPEN: dict[str, Any] = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "NetworkPolicy",
    "metadata": {"name": "open"},
    "spec": {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{}]},
}
KEPT_AFTERWARDS: dict[str, Any] = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "RoleBinding",
    "metadata": {"name": "kept-afterwards"},
    "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "admin"},
    "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "somebody"}],
}
MORE_PODS = {"hard": {"pods": "900"}}
TOKEN_REQUEST: dict[str, Any] = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}


@pytest.fixture(scope="module")
def emergency(sandbox: Session, dev: PulumiResult) -> Iterator[KubernetesClient]:
    """Somebody who has broken the glass."""
    with glass_broken(sandbox, "emergency", "dev") as person:
        yield person


@pytest.mark.parametrize("subresource", ["", "/status"])
@pytest.mark.parametrize(
    "label",
    ["pod-security.kubernetes.io/enforce", "app.kubernetes.io/part-of", "portarium.io/plane"],
)
def test_nobody_opens_a_namespace_by_its_labels(emergency: KubernetesClient, label: str, subresource: str) -> None:
    """The pod standard, and the labels by which policies find the namespace, whichever way they are written."""
    for value in ("privileged", None):
        with pytest.raises(ApiError) as refused:
            change(emergency, f"{NAMESPACE}{subresource}", {"metadata": {"labels": {label: value}}})
        refuse(SAME_LABELS, "namespaces", refused)


def test_nobody_opens_a_namespace_by_its_finalizers(emergency: KubernetesClient, sandbox: Session) -> None:
    """They are written with the whole namespace, so labels could come with them."""
    body = sandbox.kubernetes("portarium-dev").get(NAMESPACE)
    body["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] = "privileged"
    with pytest.raises(ApiError) as refused:
        emergency.request("PUT", f"{NAMESPACE}/finalize", body, query=DRY_RUN)
    refuse(SAME_LABELS, "namespaces", refused)


def test_nobody_deletes_a_namespace(emergency: KubernetesClient) -> None:
    """With it would go all that is in it, and the next `up` would find nothing that it knows."""
    with pytest.raises(ApiError) as refused:
        emergency.request("DELETE", NAMESPACE, query=DRY_RUN)
    refuse(NOT_DELETED, "namespaces", refused)


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("PATCH", f"{NAMESPACE}/resourcequotas/quota", {"spec": MORE_PODS}, GUARDED),
        ("PATCH", f"{NAMESPACE}/resourcequotas/quota/status", {"status": MORE_PODS}, GUARDED),
        ("DELETE", f"{NAMESPACE}/resourcequotas", None, GUARDED),
        ("DELETE", f"{NAMESPACE}/limitranges/limits", None, GUARDED),
        ("DELETE", f"{NETWORKING}/execution-dev/networkpolicies/deny-by-default", None, GUARDED),
        ("POST", f"{NETWORKING}/execution-dev/networkpolicies", OPEN, GUARDED),
        ("POST", f"{RBAC}/apps-dev/rolebindings", KEPT_AFTERWARDS, GUARDED),
        ("DELETE", f"{RBAC}/apps-dev/rolebindings/access-read-only", None, GUARDED),
        ("POST", f"{NAMESPACE}/serviceaccounts/control-plane/token", TOKEN_REQUEST, TOKENS),
    ],
    ids=[
        "a bigger quota",
        "a bigger quota in its status",
        "no quota",
        "no limits",
        "no denial",
        "a way out",
        "a right",
        "a right of others",
        "a token",
    ],
)
def test_what_guards_a_namespace_changes_by_delivery_alone(
    emergency: KubernetesClient, method: str, path: str, body: dict[str, Any] | None, said: str
) -> None:
    """Whoever has broken the glass may do everything, but not what would last longer than his grant."""
    content_type = MERGE if method == "PATCH" else JSON
    with pytest.raises(ApiError) as refused:
        emergency.request(method, path, body, content_type=content_type, query=DRY_RUN)
    refuse(said, "guards", refused)


def test_an_emergency_is_still_one(emergency: KubernetesClient) -> None:
    """Notes, secrets and deletions of what runs: whatever does not guard the namespace is done as before."""
    note = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "note"}}
    emergency.create(f"{NAMESPACE}/configmaps", note, **DRY_RUN)
    change(emergency, NAMESPACE, {"metadata": {"annotations": {"incident": "INC-4711"}}})
    assert "items" in emergency.get(f"{NAMESPACE}/secrets")
    emergency.request("DELETE", f"{APPS}/apps-dev/deployments/control-plane", query=DRY_RUN)


def test_delivery_passes_by_all_that_are_for_people(sandbox: Session, dev: PulumiResult) -> None:
    """The pipeline's own role changes what nobody else may: it is known by what it may do, and not by its name."""
    deploy = workflow(sandbox, "dev", "deploy")
    weaker = {"pod-security.kubernetes.io/warn": "baseline"}
    relabelled = change(deploy, NAMESPACE, {"metadata": {"labels": weaker}})["metadata"]["labels"]
    assert weaker.items() <= relabelled.items()
    assert change(deploy, f"{NAMESPACE}/resourcequotas/quota", {"spec": MORE_PODS})["spec"]["hard"]["pods"] == "900"
    deploy.create(f"{NETWORKING}/execution-dev/networkpolicies", OPEN, **DRY_RUN)
    deploy.request("DELETE", NAMESPACE, query=DRY_RUN)
    start(deploy, "apps-dev", "Job", pod_spec(automountServiceAccountToken=True))


@pytest.mark.parametrize("image", ["busybox", OURS.rpartition(":")[0] + ":latest", OURS.replace("portarium/", "x/", 1)])
def test_what_runs_is_ours_whoever_starts_it(sandbox: Session, dev: PulumiResult, image: str) -> None:
    """Neither delivery nor an administrator starts anything else in an environment, and the platform's is none."""
    spec = pod_spec(containers=[container(image=image)])
    for starter in (workflow(sandbox, "dev", "deploy"), sandbox.kubernetes("portarium-dev")):
        for namespace in ("apps-dev", "data-dev", "egress-dev", "env-dev", "execution-dev"):
            with pytest.raises(ApiError) as refused:
                start(starter, namespace, "Pod", spec)
            refuse(FOREIGN_IMAGE, "images", refused)
        start(starter, "system", "Pod", spec)


def test_what_runs_is_changed_otherwise_and_deleted(sandbox: Session, dev: PulumiResult) -> None:
    """A policy of images that asked about them again would keep finalizers, and with them pods, for ever."""
    administrator = sandbox.kubernetes("portarium-dev")
    pod = f"{CORE}/apps-dev/pods/{administrator.get(f'{CORE}/apps-dev/pods')['items'][0]['metadata']['name']}"
    change(administrator, pod, {"metadata": {"annotations": {"note": "looked at"}}})
    with pytest.raises(ApiError) as refused:
        change(administrator, pod, {"spec": {"containers": [{"name": "control-plane", "image": "busybox"}]}}, STRATEGIC)
    refuse(FOREIGN_IMAGE, "images", refused)
    administrator.request("DELETE", pod, query=DRY_RUN)


def test_the_default_namespace_runs_nothing(sandbox: Session, dev: PulumiResult) -> None:
    """A manifest without a namespace is refused to the administrator as well, for two reasons."""
    administrator = sandbox.kubernetes("portarium-dev")
    with pytest.raises(ApiError, match="exceeded quota: quota, requested: pods=1, used: pods=0, limited: pods=0"):
        start(administrator, "default", "Pod", pod_spec())
    with pytest.raises(ApiError, match='violates PodSecurity "restricted'):
        start(administrator, "default", "Pod", pod_spec(hostNetwork=True))


@pytest.mark.parametrize("namespace", ["default", "system", "apps-dev", "execution-dev"])
def test_a_pod_that_names_no_account_gets_no_token(sandbox: Session, dev: PulumiResult, namespace: str) -> None:
    """Kubernetes' own account says so, and so admission adds no volume with a token to whoever's pod."""
    administrator = sandbox.kubernetes("portarium-dev")
    account = administrator.get(f"{CORE}/{namespace}/serviceaccounts/default")
    assert account["automountServiceAccountToken"] is False
