"""The environment: a shell that evaluates it reaches the sandbox, and never a real cloud."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from portarium_sandbox import environment
from portarium_sandbox.folder import Folder
from portarium_sandbox.record import Credentials, Record

RECORD = Record(
    engine=Path("/engine"),
    engine_version="3.259.0",
    engine_origin="from the test",
    control_plane=Path("/control-plane"),
    region="eu-central-1",
    ports={"cloud": 4001, "keys": 4002},
    administrators={
        "123456789012": Credentials(access_key_id="key", secret_access_key="secret", session_token="token")
    },
)
REAL_CLOUD = {
    "PATH": os.environ["PATH"],
    "AWS_PROFILE": "production",
    "AWS_ACCESS_KEY_ID": "AKIAREAL",
    "PULUMI_ACCESS_TOKEN": "pul-real",
    "PULUMI_CONFIG_PASSPHRASE": "real",
    "PULUMI_STACK": "prod",
    "HTTPS_PROXY": "http://proxy.example:3128",
    "NO_PROXY": "intranet.example",
}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder whose name a shell would split."""
    return Folder(tmp_path / "my sandbox")


def test_a_shell_gets_what_a_process_gets(folder: Folder) -> None:
    """`eval "$(portarium sandbox env)"` sets and unsets exactly what a started process would have."""
    script = f'eval "$1"; {json.dumps("env")} -0'
    lines = environment.as_shell(folder, RECORD)
    answer = subprocess.run(
        ["/bin/sh", "-c", script, "sh", lines], env=REAL_CLOUD, capture_output=True, text=True, check=True
    )
    seen = dict(entry.split("=", 1) for entry in answer.stdout.split("\0") if "=" in entry)
    expected = environment.complete(folder, RECORD, REAL_CLOUD)
    ignored = {"PATH", "NO_PROXY", "no_proxy", "PWD", "OLDPWD", "SHLVL", "_"}  # made from this process's own
    assert {name: value for name, value in seen.items() if name not in ignored} == {
        name: value for name, value in expected.items() if name not in ignored
    }


def test_nothing_of_a_real_cloud_is_left(folder: Folder) -> None:
    """Neither the user's profile, nor keys, nor Pulumi Cloud's token reach a process on the sandbox."""
    values = environment.complete(folder, RECORD, REAL_CLOUD)
    assert not {"production", "AKIAREAL", "pul-real", "real"} & set(values.values())
    assert values["AWS_CONFIG_FILE"] == str(folder.profiles)
    assert values["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull


def test_loopback_is_never_proxied(folder: Folder) -> None:
    """Behind a company's proxy the sandbox is still reached directly, and the user's exceptions stay."""
    values = environment.complete(folder, RECORD, REAL_CLOUD)
    assert values["NO_PROXY"].split(",") == ["intranet.example", "127.0.0.1", "localhost"]


def test_the_sandboxs_pulumi_comes_first_and_only_once(folder: Folder) -> None:
    """Evaluating twice does not make PATH longer."""
    once = environment.complete(folder, RECORD, REAL_CLOUD)
    twice = environment.complete(folder, RECORD, once)
    assert once["PATH"].split(os.pathsep)[0] == str(folder.launchers)
    assert twice["PATH"] == once["PATH"]
