"""Requests that admission answers: tried without leaving anything behind, and refused by a policy of ours."""

from __future__ import annotations

from typing import Any

import pytest

from portarium_sandbox.kubernetes.client import MERGE, KubernetesClient, Object
from portarium_sandbox.kubernetes.errors import ApiError
from tests.journeys.people import FORBIDDEN

DRY_RUN = {"dryRun": "All"}
STRATEGIC = "application/strategic-merge-patch+json"
CORE, APPS, BATCH = "/api/v1/namespaces", "/apis/apps/v1/namespaces", "/apis/batch/v1/namespaces"
OURS = f"ghcr.io/portarium/portarium-operations:{'0123456789' * 4}"
FOREIGN_IMAGE = "ghcr.io/portarium/portarium-<component>:<git SHA>, or that by its digest"
"""What the policies of people's workloads and of everybody's pods say of it: either may be the first."""
_UNSIGNED = "not every image is signed by"
RESTRICTED: dict[str, Any] = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}


def container(**changes: Any) -> dict[str, Any]:
    """Return a container that every rule admits, with some of it different."""
    return {"name": "main", "image": OURS, "securityContext": RESTRICTED, **changes}


def pod_spec(**changes: Any) -> dict[str, Any]:
    """Return a pod that every rule admits, with some of it different."""
    return {"containers": [container()], "automountServiceAccountToken": False, "restartPolicy": "Never", **changes}


def start(person: KubernetesClient, namespace: str, kind: str, spec: dict[str, Any]) -> None:
    """Start a pod as a person would, by itself or by a job or a cron job."""
    template = {"spec": spec}
    body, path = {
        "Pod": ({"apiVersion": "v1", "spec": spec}, f"{CORE}/{namespace}/pods"),
        "Job": ({"apiVersion": "batch/v1", "spec": {"template": template}}, f"{BATCH}/{namespace}/jobs"),
        "CronJob": (
            {"apiVersion": "batch/v1", "spec": {"schedule": "@daily", "jobTemplate": {"spec": {"template": template}}}},
            f"{BATCH}/{namespace}/cronjobs",
        ),
    }[kind]
    person.create(path, {**body, "kind": kind, "metadata": {"name": "by-hand"}}, **DRY_RUN)


def change(person: KubernetesClient, path: str, body: dict[str, Any], content_type: str = MERGE) -> Object:
    """Patch an object, and return what it would have become."""
    return person.request("PATCH", path, body, content_type=content_type, query=DRY_RUN)


def refuse(said: str, policy: str, refused: pytest.ExceptionInfo[ApiError]) -> None:
    """Expect that a policy of ours refused, and in which words."""
    text = str(refused.value)
    assert refused.value.code == FORBIDDEN, text
    if said == FOREIGN_IMAGE and "ValidatingAdmissionPolicy 'kyverno-" in text:
        # Of a pod's image Kyverno says no as well. On EKS it is a webhook, which is asked last; here it is played by a
        # policy, and these have no order. What starts pods it does not look at.
        assert _UNSIGNED in text
        return
    policies = (policy, "images") if said == FOREIGN_IMAGE else (policy,)
    assert any(f"ValidatingAdmissionPolicy 'portarium-dev-{each}'" in text for each in policies), text
    assert said in text
