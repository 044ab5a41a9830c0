"""The environment in which Pulumi, the AWS CLI and kubectl work on the sandbox and on nothing else."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from portarium_sandbox import backend, profiles
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import FOLDER_VARIABLE, Folder
from portarium_sandbox.record import Record

LOOPBACK = ("127.0.0.1", "localhost")
NO_PASSPHRASE_FILE = "in-the-sandbox-make-a-stack-with--pulumi-stack-init"  # noqa: S105 (a file that never exists)
"""Pulumi names this file when something else would make a stack, and with it write a salt into the checkout."""

UNSET = (
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "PULUMI_ACCESS_TOKEN",
    "PULUMI_CONFIG_PASSPHRASE",
    "PULUMI_IGNORE_AMBIENT_PLUGINS",
    "PULUMI_STACK",
)
"""What a user may have set for a real cloud and what must not reach the sandbox."""


def variables(folder: Folder, record: Record, current: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what must be set."""
    if not record.administrators:
        raise SandboxError(f"{folder.root}: this sandbox never came up completely; `portarium sandbox up` finishes it")
    no_proxy = _with_loopback(current.get("NO_PROXY") or current.get("no_proxy") or "")
    return {
        FOLDER_VARIABLE: str(folder.root),
        "PATH": _path(folder, current.get("PATH", os.defpath)),
        "PULUMI_HOME": str(folder.pulumi_home),
        "PULUMI_BACKEND_URL": backend.backend_url(folder),
        "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER": "true",
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(folder.root / NO_PASSPHRASE_FILE),
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "AWS_ENDPOINT_URL": record.url("cloud"),
        "AWS_PROFILE": profiles.DEFAULT,
        "AWS_REGION": record.region,
        "AWS_DEFAULT_REGION": record.region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(folder.profiles),
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "KUBECONFIG": str(folder.kubeconfig),
        "NO_PROXY": no_proxy,
        "no_proxy": no_proxy,
    }


def complete(folder: Folder, record: Record, current: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return a whole environment for a process that works on the sandbox."""
    kept = {name: value for name, value in current.items() if name not in UNSET}
    return {**kept, **variables(folder, record, current)}


def as_shell(folder: Folder, record: Record) -> str:
    """Return lines for a POSIX shell's `eval`."""
    lines = [f"unset {name};" for name in UNSET]
    lines += [f"export {name}={shlex.quote(value)};" for name, value in variables(folder, record).items()]
    return "\n".join(lines)


def _path(folder: Folder, current: str) -> str:
    first = [str(folder.launchers), str(Path(sys.executable).parent)]
    return os.pathsep.join([*first, *(entry for entry in current.split(os.pathsep) if entry not in first)])


def _with_loopback(current: str) -> str:
    entries = [entry for entry in current.split(",") if entry]
    return ",".join([*entries, *(host for host in LOOPBACK if host not in entries)])
