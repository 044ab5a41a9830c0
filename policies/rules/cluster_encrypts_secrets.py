"""Kubernetes secrets are encrypted with a key of ours."""

from collections.abc import Iterator

from policies.resource import Resource, items, part
from policies.rule import ResourceRule


def _check(resource: Resource) -> Iterator[str]:
    encryption = part(resource.properties, "encryptionConfig")
    if "secrets" not in items(encryption, "resources"):
        yield "keeps secrets without a key of ours; set encryptionConfig with resources: [secrets]"


RULE = ResourceRule(
    name="cluster-encrypts-secrets",
    description="A cluster encrypts its secrets with a customer key.",
    types=frozenset({"aws:eks/cluster:Cluster"}),
    check=_check,
)
