"""Where the services of the local environment are, and by which samples one comes in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from domain import ports
from domain.project import PROJECT
from ops.operations.error import OperationError
from ops.operations.local.names import SAMPLE
from settings.files import DIRECTORY

HOST = "127.0.0.1"
"""The only address that anything is published on."""

SETTINGS = ".env"
"""The file that Compose takes variables from where the shell has none."""

DEFAULTS: dict[str, int] = {
    "POSTGRESQL": ports.DATABASE,
    "TEMPORAL": ports.TEMPORAL,
    "TEMPORAL_HTTP": ports.TEMPORAL_HTTP,
    "EVIDENCE": ports.OBJECTS,
    "VAULT": ports.VAULT,
    "NATS": ports.NATS,
    "NATS_MONITOR": ports.NATS_MONITOR,
    "OTLP_GRPC": ports.TELEMETRY_GRPC,
    "OTLP_HTTP": ports.TELEMETRY,
    "COLLECTOR_HEALTH": ports.COLLECTOR_HEALTH,
    "TEMPO": ports.TRACES,
    "GRAFANA": ports.DASHBOARDS,
}
"""The ports by what is asked there; `PORTARIUM_LOCAL_<name>_PORT` gives another."""

OF_APPLICATION: dict[str, int] = {"CONTROL_PLANE": ports.CONTROL_PLANE}
"""Those that the application adds."""

_PREFIX = "PORTARIUM_LOCAL_"


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """What the variables of a shell, or of `.env`, make of it."""

    variables: Mapping[str, str]
    """The variables."""

    @cached_property
    def password(self) -> str:
        """Every password, and Vault's token."""
        return self._given("PASSWORD") or SAMPLE

    @cached_property
    def access_key(self) -> str:
        """The name of the key of S3; the key itself is the password."""
        return self._given("ACCESS_KEY") or SAMPLE

    def port(self, name: str) -> int:
        """Return a port; refuse what is none."""
        given = self._given(f"{name}_PORT")
        if not given:
            return (DEFAULTS | OF_APPLICATION)[name]
        if not given.isdecimal() or not 0 < int(given) <= ports.LARGEST:
            raise OperationError(f"{variable_of(name)}: {given!r} is not a port; 1 to {ports.LARGEST} are")
        return int(given)

    def http(self, name: str, path: str = "") -> str:
        """Return the URL of a service that speaks HTTP."""
        return f"http://{HOST}:{self.port(name)}{path}"

    def database(self) -> str:
        """Return the URL of the database, which has the password in it."""
        return f"postgresql://{PROJECT}:{self.password}@{HOST}:{self.port('POSTGRESQL')}/{PROJECT}"

    def shown(self) -> list[tuple[str, str, str]]:
        """Return each service with where it is and by what one comes in, for people."""
        return [
            ("postgresql", f"postgresql://{HOST}:{self.port('POSTGRESQL')}/{PROJECT}", f"{PROJECT} / {self.password}"),
            ("temporal", f"{HOST}:{self.port('TEMPORAL')}", f"namespace {SAMPLE}"),
            ("evidence", self.http("EVIDENCE"), f"access key {self.access_key}, secret {self.password}"),
            ("nats", f"nats://{HOST}:{self.port('NATS')}", f"control.users.nats / {self.password}"),
            ("vault", self.http("VAULT"), f"token {self.password}"),
            ("collector", self.http("OTLP_HTTP"), f"gRPC on {self.port('OTLP_GRPC')}"),
            ("tempo", self.http("TEMPO"), ""),
            ("grafana", self.http("GRAFANA"), f"admin / {self.password}"),
        ]

    def _given(self, name: str) -> str:
        return self.variables.get(f"{_PREFIX}{name}", "")


def read_addresses(shell: Mapping[str, str] = os.environ, directory: Path = DIRECTORY) -> Addresses:
    """Read them as Compose does: what the shell says counts, and then what `.env` says."""
    return Addresses(variables={**_in_file(directory / SETTINGS), **shell})


def variable_of(name: str) -> str:
    """Return the variable that gives another port."""
    return f"{_PREFIX}{name}_PORT"


def _in_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, sign, value = text.removeprefix("export ").partition("=")
        if not sign:
            raise OperationError(f"{path.name}:{number}: {text!r} is not NAME=value")
        found[name.strip()] = value.strip().strip("\"'")
    return found
