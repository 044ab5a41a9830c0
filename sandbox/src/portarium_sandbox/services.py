"""The two processes that `up` starts: the key service and the cloud server, which looks after the clusters itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from portarium_sandbox.folder import Folder
from portarium_sandbox.process import HEALTH_PATH, Service
from portarium_sandbox.record import Record, ServiceName

TITLES: dict[ServiceName, str] = {"keys": "the key service", "cloud": "the cloud server"}
START_ORDER: tuple[ServiceName, ...] = ("keys", "cloud")


def service(name: ServiceName, folder: Folder, record: Record) -> Service:
    """Return how to start one of the sandbox's processes."""
    command = [
        *(sys.executable, "-P", "-m", f"portarium_sandbox.{name}"),
        *("--folder", str(folder.root)),
        *("--port", str(record.ports[name])),
    ]
    if name == "cloud":
        command += ["--controlplane", str(record.control_plane)]
    return Service(
        name=TITLES[name],
        command=command,
        environment=process_environment(record.region),
        log=log_of(folder, name),
        health=record.url(name) + HEALTH_PATH,
    )


def log_of(folder: Folder, name: str) -> Path:
    """Return where a process writes its log."""
    return folder.logs / f"{name}.log"


def process_environment(region: str) -> dict[str, str]:
    """Return the environment of the sandbox's own processes: none of the user's AWS settings reach them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**kept, "AWS_REGION": region, "AWS_DEFAULT_REGION": region, "PATH": path, "PYTHONUNBUFFERED": "1"}
