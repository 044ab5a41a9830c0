"""Tokens for the API server: from the kubeconfig, a file, or a command that is run once until its token ends."""

import json
import os
import subprocess
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from portarium_sandbox.kubernetes.errors import KubernetesError
from portarium_sandbox.kubernetes.kubeconfig import Login

_RENEW_BEFORE_EXPIRY = timedelta(seconds=60)
_SECONDS_FOR_COMMAND = 60


def _now() -> datetime:
    return datetime.now(UTC)


class Credentials:
    """Gives the bearer token for requests; safe to use from several threads."""

    def __init__(
        self, login: Login, *, environment: Mapping[str, str] | None = None, now: Callable[[], datetime] = _now
    ) -> None:
        """Choose the login; its command runs in an environment, this process's own unless told otherwise."""
        self._login = login
        self._environment: Mapping[str, str] = os.environ if environment is None else environment
        self._now = now
        self._lock = threading.Lock()
        self._token: str | None = None
        self._expires: datetime | None = None

    def token(self) -> str | None:
        """The bearer token, or None for a user with a certificate or without any credentials."""
        if self._login.token_file is not None:
            try:
                return self._login.token_file.read_text(encoding="utf-8").strip()
            except OSError as error:
                raise KubernetesError(f"kubeconfig: tokenFile {self._login.token_file}: {error.strerror}") from error
        if self._login.exec is None:
            return self._login.token
        with self._lock:
            # Under the lock: of many resources that start at once, one runs the command and all use its token.
            if self._token is None or (self._expires and self._now() > self._expires - _RENEW_BEFORE_EXPIRY):
                self._token, self._expires = _run(self._login.exec, self._environment)
            return self._token

    def reject(self, token: str | None) -> bool:
        """Forget a token that the API server refused; returns whether another one can be had."""
        if self._login.exec is None:
            return False
        with self._lock:
            if self._token == token:
                self._token = None
        return True


def _run(plugin: Mapping[str, Any], own: Mapping[str, str]) -> tuple[str, datetime | None]:
    command: list[str] = [plugin["command"], *(plugin.get("args") or [])]
    version = plugin.get("apiVersion", "client.authentication.k8s.io/v1")
    request = {"kind": "ExecCredential", "apiVersion": version, "spec": {"interactive": False}}
    variables: list[dict[str, str]] = plugin.get("env") or []
    environment = {**own, **{entry["name"]: entry["value"] for entry in variables}}
    environment["KUBERNETES_EXEC_INFO"] = json.dumps(request)
    shown = f"kubeconfig: `{' '.join(command)}`"
    try:
        finished = subprocess.run(  # noqa: S603  (the kubeconfig's command, as kubectl would run it)
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS_FOR_COMMAND,
            check=False,
        )
    except FileNotFoundError as error:
        hint = plugin.get("installHint") or "put it on PATH"
        raise KubernetesError(f"{shown}: command not found; {hint}") from error
    except subprocess.TimeoutExpired as error:
        raise KubernetesError(f"{shown}: no token within {_SECONDS_FOR_COMMAND} s") from error
    if finished.returncode != 0:
        reason = " ".join(finished.stderr.split()) or "it printed nothing"
        raise KubernetesError(f"{shown}: exit code {finished.returncode}: {reason}")
    try:
        status = json.loads(finished.stdout)["status"]
        expires = status.get("expirationTimestamp")
        return status["token"], datetime.fromisoformat(expires) if expires else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KubernetesError(f"{shown}: did not print an ExecCredential with a token") from error
