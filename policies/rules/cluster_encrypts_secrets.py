"""Kubernetes secrets are encrypted with a key of ours."""

from collections.abc import Iterator

from policies.resource import Resource
from policies.rule import ResourceRule


def _check(resource: Resource) -> Iterator[str]:
    encryption = resource.properties.get("encryptionConfig") or {}
    if "secrets" not in list(encryption.get("resources") or ()):
        yield "keeps secrets without a key of ours; set encryptionConfig with resources: [secrets]"


RULE = ResourceRule(
    name="cluster-encrypts-secrets",
    description="A cluster encrypts its secrets with a customer key.",
    types=frozenset({"aws:eks/cluster:Cluster"}),
    check=_check,
)
