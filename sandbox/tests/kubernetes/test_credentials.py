"""Bearer tokens, above all those of commands such as ``aws eks get-token``."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portarium_sandbox.kubernetes.credentials import Credentials
from portarium_sandbox.kubernetes.errors import KubernetesError
from portarium_sandbox.kubernetes.kubeconfig import Login

START = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = START

    def read(self) -> datetime:
        """The time that was set."""
        return self.now


def plugin(folder: Path, *, expires: datetime | None = None, **entry: Any) -> dict[str, Any]:
    """An exec entry whose command notes each run and prints a token with the number of the run."""
    status = {"expirationTimestamp": expires.isoformat().replace("+00:00", "Z")} if expires else {}
    script = folder / "get_token.py"
    script.write_text(
        f"""
import json, os, pathlib
runs = pathlib.Path({str(folder / "runs")!r})
count = len(runs.read_text()) + 1 if runs.exists() else 1
runs.write_text("x" * count)
assert json.loads(os.environ["KUBERNETES_EXEC_INFO"])["kind"] == "ExecCredential"
token = f"token-{{count}}-{{os.environ.get('CLUSTER_SUFFIX', '')}}"
print(json.dumps({{"status": {{"token": token, **{status!r}}}}}))
"""
    )
    return {"command": sys.executable, "args": [str(script)], **entry}


def test_command_runs_once_until_its_token_ends(tmp_path: Path):
    """One run serves all requests, and a minute before its end the token is renewed."""
    clock = Clock()
    login = Login(exec=plugin(tmp_path, expires=START + timedelta(minutes=14)))
    credentials = Credentials(login, now=clock.read)
    assert credentials.token() == credentials.token() == "token-1-"
    clock.now = START + timedelta(minutes=13, seconds=30)
    assert credentials.token() == "token-2-"


def test_refused_token_is_renewed(tmp_path: Path):
    """After a refusal the command runs again, and a refusal of the old token does not discard the new one."""
    credentials = Credentials(Login(exec=plugin(tmp_path)))
    first = credentials.token()
    assert credentials.reject(first)
    second = credentials.token()
    assert second == "token-2-"
    credentials.reject(first)
    assert credentials.token() == second


def test_command_gets_its_environment(tmp_path: Path):
    """The kubeconfig's variables reach the command."""
    entry = plugin(tmp_path, env=[{"name": "CLUSTER_SUFFIX", "value": "dev"}])
    assert Credentials(Login(exec=entry)).token() == "token-1-dev"


def test_command_runs_in_the_environment_that_it_is_given(tmp_path: Path):
    """Somebody else's AWS credentials come as variables, instead of this process's own."""
    credentials = Credentials(Login(exec=plugin(tmp_path)), environment={"CLUSTER_SUFFIX": "theirs"})
    assert credentials.token() == "token-1-theirs"


def test_tokens_without_a_command(tmp_path: Path):
    """A token is given as it is, or read from its file each time; neither can be renewed."""
    path = tmp_path / "token"
    path.write_text("one\n")
    from_file = Credentials(Login(token_file=path))
    assert from_file.token() == "one"
    path.write_text("two\n")
    assert from_file.token() == "two"
    assert Credentials(Login(token="given")).token() == "given"
    assert Credentials(Login()).token() is None
    assert not Credentials(Login(token="given")).reject("given")


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("import sys; sys.exit('no such\\ncluster')", "exit code 1: no such cluster"),
        ("print('hello')", "did not print an ExecCredential"),
        ("print('{\"status\": {}}')", "did not print an ExecCredential"),
    ],
)
def test_failing_command(script: str, message: str):
    """What a command says on its error output is shown, in one line."""
    with pytest.raises(KubernetesError, match=message) as caught:
        Credentials(Login(exec={"command": sys.executable, "args": ["-c", script]})).token()
    assert "\n" not in str(caught.value)


def test_missing_command_says_how_to_get_it():
    """The kubeconfig's own hint is shown."""
    entry = {"command": "not-a-command", "installHint": "install the AWS CLI"}
    with pytest.raises(KubernetesError, match=r"`not-a-command`: command not found; install the AWS CLI"):
        Credentials(Login(exec=entry)).token()


def test_missing_token_file():
    """A token file that is gone is named."""
    with pytest.raises(KubernetesError, match=r"tokenFile /nowhere: No such file"):
        Credentials(Login(token_file=Path("/nowhere"))).token()


def test_login_does_not_show_its_secrets():
    """Printing a login by accident shows neither token nor key."""
    shown = repr(Login(token="secret-token", key=b"secret-key", exec={"env": [{"value": "secret-env"}]}))
    assert "secret-" not in shown
