"""The configuration of the provider, as pulumi-kubernetes has it, and what a change of it means."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from portarium_sandbox.kubernetes.errors import KubernetesError
from portarium_sandbox.kubernetes.kubeconfig import Cluster, load
from portarium_sandbox.providers.differences import Change, Difference
from portarium_sandbox.providers.errors import InputError
from portarium_sandbox.providers.kubernetes.immutability import MutableContent
from portarium_sandbox.providers.kubernetes.rules import Rules
from portarium_sandbox.providers.properties import UNKNOWN, Path, Properties

_CHOOSES_CLUSTER: Final = ("kubeconfig", "context", "cluster")
_IDENTIFIER: Final = "clusterIdentifier"
_WITHOUT_EFFECT: Final = ("helmReleaseSettings", "kubeClientSettings", "suppressHelmHookWarnings", "alwaysRender")
_ENVIRONMENT: Final = {
    "deleteUnreachable": "PULUMI_K8S_DELETE_UNREACHABLE",
    "enableConfigMapMutable": "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE",
    "enablePatchForce": "PULUMI_K8S_ENABLE_PATCH_FORCE",
    "enableSecretMutable": "PULUMI_K8S_ENABLE_SECRET_MUTABLE",
    "enableServerSideApply": "PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY",
    "skipUpdateUnreachable": "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE",
    "suppressDeprecationWarnings": "PULUMI_K8S_SUPPRESS_DEPRECATION_WARNINGS",
    "upsertExistingObjects": "PULUMI_K8S_UPSERT_EXISTING_OBJECTS",
}
_KNOWN: Final = frozenset(
    {
        *_CHOOSES_CLUSTER,
        _IDENTIFIER,
        *_WITHOUT_EFFECT,
        *_ENVIRONMENT,
        "namespace",
        "renderYamlToDirectory",
        "version",
        "pluginDownloadURL",
        "pluginChecksums",
    }
)


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """The provider's configuration."""

    kubeconfig: str | None = None
    context: str | None = None
    cluster: str | None = None
    rules: Rules = field(default_factory=Rules)
    enable_patch_force: bool = False
    upsert_existing_objects: bool = False
    suppress_deprecation_warnings: bool = False

    def load(self) -> Cluster:
        """The cluster that the configuration chooses. Raises KubernetesError."""
        return load(self.kubeconfig, context=self.context, cluster=self.cluster)


def checked(inputs: Properties) -> Properties:
    """Refuse configuration that the provider doesn't know, or that the double can't do. Raises InputError."""
    failures = [(name, "is not configuration of pulumi-kubernetes") for name in inputs if name not in _KNOWN]
    if inputs.get("enableServerSideApply") is not UNKNOWN and not _flag(inputs, "enableServerSideApply", default=True):
        failures.append(("enableServerSideApply", "the sandbox's Kubernetes provider only does server-side apply"))
    if inputs.get("renderYamlToDirectory"):
        failures.append(("renderYamlToDirectory", "the sandbox's Kubernetes provider does not render YAML"))
    if failures:
        raise InputError(*failures)
    return inputs


def configuration(inputs: Properties) -> Configuration:
    """The configuration in types."""
    namespace = inputs.get("namespace") or None
    return Configuration(
        kubeconfig=inputs.get("kubeconfig") or None,
        context=inputs.get("context") or None,
        cluster=inputs.get("cluster") or None,
        rules=Rules(
            namespace=namespace,
            mutable=MutableContent(
                config_maps=_flag(inputs, "enableConfigMapMutable"), secrets=_flag(inputs, "enableSecretMutable")
            ),
            delete_unreachable=_flag(inputs, "deleteUnreachable"),
            skip_update_unreachable=_flag(inputs, "skipUpdateUnreachable"),
        ),
        enable_patch_force=_flag(inputs, "enablePatchForce"),
        upsert_existing_objects=_flag(inputs, "upsertExistingObjects"),
        suppress_deprecation_warnings=_flag(inputs, "suppressDeprecationWarnings"),
    )


def changed(old: Properties, new: Properties) -> Difference:
    """What a change of the configuration means; a replacement means that every object moves to another cluster.

    With a ``clusterIdentifier``, only another identifier is another cluster.
    Without one, the server and its certificate authority are what a kubeconfig tells clusters apart by.
    """
    changes: dict[Path, Change] = {}
    for name in old.keys() | new.keys():
        if old.get(name) != new.get(name) or new.get(name) is UNKNOWN:
            changes[(name,)] = Change.UPDATED if name in old and name in new else _came_or_went(name, new)
    if old.get(_IDENTIFIER) and new.get(_IDENTIFIER):
        replaced = [(_IDENTIFIER,)] if (_IDENTIFIER,) in changes else []
        return Difference(changes=changes, replacements=replaced)
    unknown = [(name,) for name in _CHOOSES_CLUSTER if new.get(name) is UNKNOWN]
    if unknown or _identity(old) != _identity(new):
        replaced = unknown or [(name,) for name in _CHOOSES_CLUSTER if (name,) in changes]
        return Difference(changes=changes, replacements=replaced)
    return Difference(changes=changes)


def _came_or_went(name: str, new: Mapping[str, Any]) -> Change:
    return Change.ADDED if name in new else Change.DELETED


def _identity(inputs: Properties) -> tuple[str, bytes | None] | None:
    try:
        return configuration(inputs).load().identity
    except KubernetesError:
        # A kubeconfig that can't be read says nothing about which cluster it is for.
        return None


def _flag(inputs: Mapping[str, Any], name: str, *, default: bool = False) -> bool:
    value = inputs.get(name)
    if value is None:
        value = os.environ.get(_ENVIRONMENT[name])
    if value in (None, ""):
        return default
    return value is True or str(value).lower() in ("true", "1")
