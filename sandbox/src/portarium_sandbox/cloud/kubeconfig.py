"""The kubeconfig of the sandbox: a context for each cluster, named like it, that logs in as `aws eks` does."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A cluster that can be reached."""

    name: str
    region: str
    server: str
    certificate_authority: str
    account: str
    """The number of its account, which is what the profile of its administrator is called."""


def write(path: Path, entries: Iterable[Entry], *, aws_endpoint: str, profiles: Path) -> None:
    """Replace the file in one step, keeping the context that the user chose while its cluster exists."""
    listed = sorted(entries, key=lambda entry: entry.name)
    names = [entry.name for entry in listed]
    chosen = _chosen(path)
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": chosen if chosen in names else next(iter(names), ""),
        "clusters": [
            {
                "name": entry.name,
                "cluster": {
                    "server": entry.server,
                    "certificate-authority-data": entry.certificate_authority,
                },
            }
            for entry in listed
        ],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}} for name in names],
        "users": [{"name": entry.name, "user": {"exec": _login(entry, aws_endpoint, profiles)}} for entry in listed],
    }
    text = yaml.safe_dump(content, sort_keys=False)
    if path.exists() and path.read_text() == text:
        return
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    Path(temporary).replace(path)


def _login(entry: Entry, aws_endpoint: str, profiles: Path) -> dict[str, Any]:
    """Ask the real AWS CLI for a token, signed for this sandbox and never for AWS."""
    beside_python = shutil.which("aws", path=str(Path(sys.executable).parent))
    return {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": beside_python or "aws",
        "args": ["eks", "get-token", "--cluster-name", entry.name, "--region", entry.region, "--output", "json"],
        # Whoever has keys in the shell comes with these: the AWS CLI looks at keys before it looks at the profile.
        "env": [
            {"name": "AWS_ENDPOINT_URL", "value": aws_endpoint},
            {"name": "AWS_CONFIG_FILE", "value": str(profiles)},
            {"name": "AWS_PROFILE", "value": entry.account},
        ],
        "interactiveMode": "Never",
    }


def _chosen(path: Path) -> str:
    try:
        content = yaml.safe_load(path.read_text())
        return str(content["current-context"])
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        return ""
