"""Resources for rules to judge, and the answers in a form to compare."""

import json
from collections.abc import Mapping
from typing import Any

from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

from domain.component_names import OPERATIONS, RESOLVER, ROTATION
from domain.eks_image import coredns_image
from domain.image import image_name
from domain.kubernetes_version import SUPPORTED
from policies.resource import Resource, Stack
from policies.rule import ResourceRule, Rule, Verdict

UNKNOWN = UNKNOWN_STRING_VALUE
"""A value that a preview does not know yet, as the engine hands it over."""
PASSED = ("pass",)
SHA = "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829"
COREDNS = coredns_image("eu-central-1", SUPPORTED["1.35"].addons.coredns)
BUCKET = "aws:s3/bucket:Bucket"


def subject(
    kind: str,
    properties: Mapping[str, Any],
    *,
    name: str = "subject",
    stack: str = "prod",
    parent: str = "portarium:aws:Anything",
    protected: bool = False,
    of: Resource | None = None,
) -> Resource:
    """Return a resource; `of` is the bucket that it takes its `bucket` from."""
    return Resource(
        urn=f"urn:pulumi:{stack}::portarium::{parent}${kind}::{name}",
        type=kind,
        properties=unknown_checking_proxy(dict(properties)),
        protected=protected,
        references={"bucket": frozenset({of.urn})} if of else {},
    )


def evidence_bucket(*, stack: str = "prod", locked: bool = True) -> Resource:
    """Return the bucket of an evidence store."""
    properties = {"objectLockEnabled": locked}
    return subject(BUCKET, properties, name="evidence", stack=stack, parent="portarium:aws:EvidenceStore")


def judge(rule: Rule, resource: Resource, *around: Resource) -> Verdict:
    """Return a rule's verdict on a resource among others."""
    if isinstance(rule, ResourceRule):
        return rule.judge(resource)
    return rule.judge(resource, Stack((resource, *around)))


def answer(rule: Rule, resource: Resource, *around: Resource) -> tuple[str, ...]:
    """Return the answer and its reasons: `("pass",)`, `("fail", "is public; …")`."""
    verdict = judge(rule, resource, *around)
    return (verdict.answer.value, *verdict.reasons)


def document(*statements: Mapping[str, Any]) -> str:
    """Return a policy document as a resource carries it."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, resource: str = "*") -> dict[str, Any]:
    """Return a statement that allows."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource}


def deny(*actions: str, condition: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a statement that denies everybody."""
    whole = {"Effect": "Deny", "Principal": "*", "Action": list(actions), "Resource": "*"}
    return {**whole, **({"Condition": condition} if condition else {})}


def deployment(
    *,
    container: Mapping[str, Any] | None = None,
    pod: Mapping[str, Any] | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> Resource:
    """Return a deployment that all rules accept, with some of its container and its pod different."""
    good: dict[str, Any] = {
        "name": "api",
        "image": f"ghcr.io/portarium/portarium-api:{SHA}",
        "env": [{"name": "DATABASE_HOST", "value": "db.internal"}],
        "resources": {
            "requests": {"cpu": "50m", "memory": "64Mi", "ephemeral-storage": "64Mi"},
            "limits": {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"},
        },
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }
    spec: dict[str, Any] = {
        "automountServiceAccountToken": False,
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "volumes": [{"name": "scratch", "emptyDir": {}}],
        "containers": [{**good, **(container or {})}],
        **(pod or {}),
    }
    return subject("kubernetes:apps/v1:Deployment", {"metadata": metadata or {}, "spec": {"template": {"spec": spec}}})


def rotation(
    *,
    name: str = ROTATION,
    namespace: str = "data-prod",
    component: str = OPERATIONS,
    beside: Mapping[str, Any] | None = None,
) -> Resource:
    """Return the rotation of the database's passwords, which restarts what reads them."""
    containers = [{"name": name, "image": image_name("portarium", component, "a" * 40)}, *([beside] if beside else [])]
    pod = {"automountServiceAccountToken": True, "containers": containers}
    return subject(
        "kubernetes:batch/v1:CronJob",
        {
            "metadata": {"name": name, "namespace": namespace},
            "spec": {"jobTemplate": {"spec": {"template": {"spec": pod}}}},
        },
    )


def resolver(
    *,
    name: str = RESOLVER,
    namespace: str = "system",
    image: str = COREDNS,
    added: str = "NET_BIND_SERVICE",
    beside: Mapping[str, Any] | None = None,
) -> Resource:
    """Return the resolver of the execution plane, which is CoreDNS and reads the cluster's services."""
    context = {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"], "add": [added]},
    }
    containers = [{"name": "resolver", "image": image, "securityContext": context}, *([beside] if beside else [])]
    return deployment(
        metadata={"name": name, "namespace": namespace},
        pod={"automountServiceAccountToken": True, "containers": containers},
    )
