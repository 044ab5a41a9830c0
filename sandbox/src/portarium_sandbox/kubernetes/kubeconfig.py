"""Reads kubeconfigs: which API server to talk to, whom to trust, and as whom."""

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from portarium_sandbox.kubernetes.errors import KubernetesError


@dataclass(frozen=True, kw_only=True)
class Login:
    """How to prove who we are; the first that is set is used."""

    certificate: bytes | None = None
    key: bytes | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    token_file: Path | None = None
    exec: Mapping[str, Any] | None = field(default=None, repr=False)
    """A command that prints credentials, as in ``aws eks get-token``."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """One API server as one user sees it."""

    server: str
    certificate_authority: bytes | None = None
    verify: bool = True
    server_name: str | None = None
    namespace: str | None = None
    login: Login = field(default_factory=Login)

    @property
    def identity(self) -> tuple[str, bytes | None]:
        """What tells this cluster from another, as far as a kubeconfig can say."""
        return self.server, self.certificate_authority


def load(source: str | None, *, context: str | None = None, cluster: str | None = None) -> Cluster:
    """Read a kubeconfig from its content, from a path, or as kubectl would find it.

    Raises KubernetesError that says what is wrong with it.
    """
    content, origin = _content(source)
    try:
        document = json.loads(content) if content.lstrip().startswith("{") else _from_yaml(content)
    except ValueError as error:
        raise KubernetesError(f"{origin}: neither JSON nor YAML: {error}") from error
    if not isinstance(document, dict):
        raise KubernetesError(f"{origin}: not a kubeconfig; it has no clusters, users and contexts")
    document = cast("Mapping[str, Any]", document)
    chosen = context or document.get("current-context")
    entry: Mapping[str, Any] = {}
    if chosen:
        entry = _named(document, "contexts", chosen, "context", origin)
    elif not cluster:
        raise KubernetesError(f"{origin}: no current-context; set it, or `context` on the provider")
    cluster_name = cluster or entry.get("cluster")
    details = _named(document, "clusters", cluster_name, "cluster", origin)
    user: Mapping[str, Any] = _named(document, "users", entry["user"], "user", origin) if entry.get("user") else {}
    return _cluster(details, user, entry.get("namespace"), origin)


def _content(source: str | None) -> tuple[str, str]:
    if source is not None and ("\n" in source or source.lstrip().startswith("{")):
        return source, "kubeconfig"
    paths = [source] if source else os.environ.get("KUBECONFIG", "~/.kube/config").split(os.pathsep)
    path = Path(next((path for path in paths if path), "~/.kube/config")).expanduser()
    try:
        return path.read_text(encoding="utf-8"), f"kubeconfig {path}"
    except OSError as error:
        raise KubernetesError(f"kubeconfig {path}: {error.strerror}; set `kubeconfig` on the provider") from error


def _from_yaml(content: str) -> Any:
    # Kubeconfigs made by a program are JSON; only those written by hand pay for importing a YAML parser.
    import yaml  # noqa: PLC0415

    try:
        return yaml.safe_load(content)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error


def _named(document: Mapping[str, Any], section: str, name: Any, key: str, origin: str) -> Mapping[str, Any]:
    entries: list[Mapping[str, Any]] = document.get(section) or []
    for entry in entries:
        if entry.get("name") == name:
            return entry.get(key) or {}
    known = ", ".join(str(entry.get("name")) for entry in entries) or "none"
    raise KubernetesError(f"{origin}: no {key} named {name} in {section} (there is {known})")


def _cluster(details: Mapping[str, Any], user: Mapping[str, Any], namespace: str | None, origin: str) -> Cluster:
    if not details.get("server"):
        raise KubernetesError(f"{origin}: the cluster has no server")
    if details.get("proxy-url"):
        raise KubernetesError(f"{origin}: the sandbox does not do proxy-url")
    if user.get("auth-provider"):
        raise KubernetesError(f"{origin}: auth-provider was removed from Kubernetes in 1.26; use exec")
    token_file = user.get("tokenFile")
    return Cluster(
        server=details["server"].rstrip("/"),
        certificate_authority=_bytes(details, "certificate-authority", origin),
        verify=not details.get("insecure-skip-tls-verify", False),
        server_name=details.get("tls-server-name"),
        namespace=namespace,
        login=Login(
            certificate=_bytes(user, "client-certificate", origin),
            key=_bytes(user, "client-key", origin),
            token=user.get("token"),
            token_file=Path(token_file).expanduser() if token_file else None,
            exec=user.get("exec"),
        ),
    )


def _bytes(entry: Mapping[str, Any], key: str, origin: str) -> bytes | None:
    """A value that a kubeconfig has inside as base64, or in a file."""
    if entry.get(f"{key}-data"):
        try:
            return base64.b64decode(entry[f"{key}-data"], validate=True)
        except binascii.Error as error:
            raise KubernetesError(f"{origin}: {key}-data is not base64") from error
    if entry.get(key):
        try:
            return Path(entry[key]).expanduser().read_bytes()
        except OSError as error:
            raise KubernetesError(f"{origin}: {key} {entry[key]}: {error.strerror}") from error
    return None
