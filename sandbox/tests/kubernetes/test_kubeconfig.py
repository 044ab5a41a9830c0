"""Kubeconfigs: content and files, contexts, and what is wrong with those that can't be read."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from portarium_sandbox.kubernetes.errors import KubernetesError
from portarium_sandbox.kubernetes.kubeconfig import load


def kubeconfig(**changes: Any) -> dict[str, Any]:
    """A kubeconfig with two contexts."""
    return {
        "current-context": "dev",
        "clusters": [
            {"name": "c1", "cluster": {"server": "https://one:6443/", "certificate-authority-data": encoded("CA")}},
            {"name": "c2", "cluster": {"server": "https://two:6443", "insecure-skip-tls-verify": True}},
        ],
        "users": [
            {"name": "u1", "user": {"exec": {"command": "aws"}}},
            {"name": "u2", "user": {"token": "secret-token"}},
        ],
        "contexts": [
            {"name": "dev", "context": {"cluster": "c1", "user": "u1", "namespace": "work"}},
            {"name": "prod", "context": {"cluster": "c2", "user": "u2"}},
        ],
        **changes,
    }


def encoded(text: str) -> str:
    """Text as kubeconfigs have certificates."""
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("write", [json.dumps, yaml.safe_dump])
def test_current_context(write: Any):
    """JSON and YAML are read alike; the current context chooses server, user and namespace."""
    cluster = load(write(kubeconfig()))
    assert (cluster.server, cluster.certificate_authority, cluster.namespace) == ("https://one:6443", b"CA", "work")
    assert cluster.login.exec == {"command": "aws"}


def test_chosen_context_and_cluster():
    """The provider's context and cluster override those of the kubeconfig."""
    content = json.dumps(kubeconfig())
    prod = load(content, context="prod")
    assert (prod.server, prod.verify, prod.login.token) == ("https://two:6443", False, "secret-token")
    assert load(content, cluster="c2").server == "https://two:6443"


def test_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A path is read, and without one what KUBECONFIG says; certificates may be files too."""
    authority = tmp_path / "ca.crt"
    authority.write_bytes(b"CA from a file")
    cluster = {"server": "https://one", "certificate-authority": str(authority)}
    path = tmp_path / "config"
    path.write_text(yaml.safe_dump(kubeconfig(clusters=[{"name": "c1", "cluster": cluster}])))
    assert load(str(path)).certificate_authority == b"CA from a file"
    monkeypatch.setenv("KUBECONFIG", f"{path}:/elsewhere")
    assert load(None).server == "https://one"


def test_identity_is_server_and_authority():
    """Another user of the same cluster is no other cluster."""
    content = json.dumps(kubeconfig())
    same_cluster = [{"name": "dev", "context": {"cluster": "c1", "user": "u2"}}]
    assert load(content).identity == load(json.dumps(kubeconfig(contexts=same_cluster))).identity
    assert load(content).identity != load(content, context="prod").identity


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "neither JSON nor YAML"),
        ("a: [\n", "neither JSON nor YAML"),
        ("- a\n- b\n", "not a kubeconfig"),
        (json.dumps(kubeconfig(contexts=[])), r"no context named dev in contexts \(there is none\)"),
        (json.dumps(kubeconfig(users=[])), "no user named u1 in users"),
        (
            json.dumps(kubeconfig(**{"current-context": "qa"})),
            r"named qa in contexts \(there is dev, prod\)",
        ),
        (json.dumps(kubeconfig(**{"current-context": ""})), "no current-context"),
        (json.dumps(kubeconfig(clusters=[{"name": "c1", "cluster": {}}])), "has no server"),
        (
            json.dumps(kubeconfig(clusters=[{"name": "c1", "cluster": {"server": "x", "proxy-url": "y"}}])),
            "does not do proxy-url",
        ),
        (json.dumps(kubeconfig(users=[{"name": "u1", "user": {"auth-provider": {"name": "gcp"}}}])), "use exec"),
        (json.dumps(kubeconfig(users=[{"name": "u1", "user": {"client-key-data": "%"}}])), "is not base64"),
        (
            json.dumps(kubeconfig(users=[{"name": "u1", "user": {"client-key": "/nowhere"}}])),
            "/nowhere: No such",
        ),
        ("/nowhere/config", "kubeconfig /nowhere/config: No such file"),
    ],
)
def test_what_is_wrong_is_said(content: str, message: str):
    """Each mistake is one line that names its place."""
    with pytest.raises(KubernetesError, match=message) as caught:
        load(content)
    assert "\n" not in str(caught.value)
    assert "secret-token" not in str(caught.value)
