"""The local environment as plain processes: the same servers at the same addresses, with what containers would mount.

What no package registry brings is left out, and said to be.
"""

# ruff: noqa: S603 (lists of words of our own, which no shell reads)

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
import urllib3

from domain.nats import NATS
from domain.project import PROJECT
from ops.operations.error import OperationError
from ops.operations.local.addresses import HOST, Addresses
from ops.operations.local.checks import credentials, wanted_major
from ops.operations.local.names import REGION
from ops.operations.local.nats import KEEPS, PASSWORD
from ops.operations.local.processes import Process, Processes

POSTGRESQL = "postgresql"
EVIDENCE = "evidence"
SERVICES = (POSTGRESQL, EVIDENCE, NATS)
"""What runs, in the order that it is started in."""

_OK = 200
_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where it runs, and by what."""

    processes: Processes
    """What brings the programs."""
    addresses: Addresses
    """Where the services are to be."""
    folder: Path
    """What it keeps."""
    mounted: Path
    """What containers would mount."""


Making = Callable[[Site], None]
"""Makes in a service what it has to have; again, it changes nothing."""


def start(site: Site, service: str) -> None:
    """Start a service unless it runs, and make in it what it has to have."""
    process, make = _SERVICES[service]
    try:
        site.processes.start(site.folder, process(site))
        make(site)
    except site.processes.Problem as error:
        raise OperationError(str(error)) from None


def _postgresql(site: Site) -> Process:
    data, major = site.folder / POSTGRESQL / "data", wanted_major()
    site.processes.prepare_postgresql(data, major, user=PROJECT, password=site.addresses.password)
    settings = {
        "config_file": str(site.mounted / POSTGRESQL / "postgresql.conf"),
        "hba_file": str(site.mounted / POSTGRESQL / "pg_hba.conf"),
        "listen_addresses": HOST,
        "port": str(site.addresses.port("POSTGRESQL")),
        # A folder's path may be longer than a socket's may be.
        "unix_socket_directories": "",
    }
    return Process(
        name=POSTGRESQL,
        command=site.processes.postgresql_command(data, major, settings),
        variables=site.processes.postgresql_variables,
        answers=lambda: _database(site, "postgres") is not None,
    )


def _make_database(site: Site) -> None:
    connection = _database(site, "postgres")
    if connection is None:
        raise OperationError(f"{POSTGRESQL}: does not take its password; `portarium local reset` starts anew")
    with connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (PROJECT,)).fetchone() is None:
            connection.execute(f"CREATE DATABASE {PROJECT}")


def _database(site: Site, name: str) -> psycopg.Connection[tuple[object, ...]] | None:
    url = site.addresses.database().rpartition("/")[0]
    try:
        return psycopg.connect(f"{url}/{name}", connect_timeout=int(_SECONDS), autocommit=True)
    except psycopg.Error:
        return None


def _evidence(site: Site) -> Process:
    objects, versions = (site.folder / EVIDENCE / name for name in ("objects", "versions"))
    for each in (objects, versions):
        each.mkdir(parents=True, exist_ok=True)
    listening = ["--port", f"{HOST}:{site.addresses.port('EVIDENCE')}", "--health", "/health"]
    return Process(
        name=EVIDENCE,
        command=[
            *(str(site.processes.program("versitygw")), *listening),
            *("posix", "--versioning-dir", str(versions), str(objects)),
        ],
        variables={
            "ROOT_ACCESS_KEY_ID": site.addresses.access_key,
            "ROOT_SECRET_ACCESS_KEY": site.addresses.password,
            "VGW_REGION": REGION,
            "VGW_QUIET": "true",
        },
        answers=lambda: _status(site.addresses.http("EVIDENCE", "/health")) == _OK,
    )


def _make_bucket(site: Site) -> None:
    script = site.mounted / EVIDENCE / "make-bucket.sh"
    variables = {
        **credentials(site.addresses),
        **_in_file(site.mounted / EVIDENCE / "bucket.env"),
        "AWS_ENDPOINT_URL_S3": site.addresses.http("EVIDENCE"),
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": HOST,
    }
    _run(EVIDENCE, script, variables, Path(sys.executable).parent)


def _nats(site: Site) -> Process:
    kept = site.folder / NATS
    kept.mkdir(parents=True, exist_ok=True)
    return Process(
        name=NATS,
        command=[
            *(str(site.processes.program("nats-server")), "--config", str(site.mounted / NATS / "nats.conf")),
            *("--addr", HOST, "--port", str(site.addresses.port("NATS"))),
            *("--http_port", str(site.addresses.port("NATS_MONITOR"))),
        ],
        variables={PASSWORD: site.addresses.password, KEEPS: str(kept)},
        answers=lambda: _status(site.addresses.http("NATS_MONITOR", "/healthz?js-enabled-only=true")) == _OK,
    )


def _make_streams(site: Site) -> None:
    variables = {
        **_in_file(site.mounted / NATS / "streams.env"),
        "NATS_URL": f"nats://{HOST}:{site.addresses.port('NATS')}",
        PASSWORD: site.addresses.password,
        "HOME": str(site.folder),
    }
    _run(NATS, site.mounted / NATS / "make-streams.sh", variables, site.processes.program("nats").parent)


_SERVICES: Mapping[str, tuple[Callable[[Site], Process], Making]] = {
    POSTGRESQL: (_postgresql, _make_database),
    EVIDENCE: (_evidence, _make_bucket),
    NATS: (_nats, _make_streams),
}


def _run(service: str, script: Path, variables: Mapping[str, str], programs: Path) -> None:
    """Run what a container would run, by the same shell."""
    environment = {"PATH": f"{programs}{os.pathsep}{os.defpath}", **variables}
    answer = subprocess.run(["/bin/sh", script], env=environment, capture_output=True, text=True, check=False)
    if answer.returncode:
        lines = (answer.stderr.strip() or answer.stdout.strip() or "it said nothing").splitlines()
        raise OperationError(f"{service}: {script.name} ended with {answer.returncode} ({lines[-1]})")


def _in_file(path: Path) -> dict[str, str]:
    return dict(_pairs(path.read_text(encoding="utf-8")))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            yield name, value


def _status(url: str) -> int:
    """Ask, and return the status; 0 when nothing answers."""
    try:
        return urllib3.PoolManager(timeout=_SECONDS, retries=False).request("GET", url).status
    except urllib3.exceptions.HTTPError:
        return 0
