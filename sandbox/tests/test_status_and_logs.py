"""What a user sees of a sandbox: its state, its logs and, after `make sandbox`, what was made."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from portarium_sandbox import logs, record, status, tour
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder
from portarium_sandbox.progress import Progress
from portarium_sandbox.record import ProcessRecord, Record


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A sandbox that was up once, with a deployed stack and two logs."""
    folder = Folder(tmp_path)
    record.save(
        folder,
        Record(
            engine=Path("/engine"),
            engine_version="3.259.0",
            engine_origin="from the test",
            control_plane=Path("/control-plane"),
            region="eu-central-1",
            ports={"cloud": 1, "keys": 2},
            processes={"cloud": ProcessRecord(pid=1, started="long ago")},
        ),
    )
    stacks = folder.backend / ".pulumi" / "stacks" / "portarium"
    stacks.mkdir(parents=True)
    deployments: dict[str, Any] = {"dev": {"resources": [{}, {}]}, "prod": None}
    for name, latest in deployments.items():
        (stacks / f"{name}.json").write_text(json.dumps({"checkpoint": {"latest": latest}}), encoding="utf-8")
    (folder.clusters / "portarium-dev").mkdir(parents=True)
    for number, noted in enumerate(({"port": 5001}, {"problem": "there is no PostgreSQL 17 here"})):
        database = folder.databases / f"db-{number}"
        database.mkdir(parents=True)
        (database / "process.json").write_text(json.dumps({"name": f"database-{number}", **noted}))
    folder.logs.mkdir()
    (folder.logs / "cloud.log").write_text("one\ntwo\nthree\n", encoding="utf-8")
    (folder.logs / "keys.log").write_text("four\n", encoding="utf-8")
    return folder


def test_a_foreign_process_with_a_recorded_id_is_not_ours(folder: Folder) -> None:
    """Process 1 runs on every machine; that does not make it this sandbox's cloud server."""
    current = status.read(folder)
    assert current.state == "down"
    assert [part.pid for part in current.services] == [None, None]


def test_status_counts_what_is_deployed(folder: Folder) -> None:
    """Stacks with their resources, an empty one too, clusters and databases, in JSON as in text."""
    current = status.read(folder)
    assert {stack.name: stack.resources for stack in current.stacks} == {"dev": 2, "prod": 0}
    assert json.loads(current.as_json())["clusters"] == ["portarium-dev"]
    assert "dev (2 resources), prod (0 resources)" in current.as_text()
    assert "database-0 (port 5001), database-1 (there is no PostgreSQL 17 here)" in current.as_text()


def test_the_last_lines_of_each_log_carry_its_name(folder: Folder) -> None:
    """With all logs on one screen it must be clear who says what."""
    assert list(logs.read(folder, None, lines=2, follow=False)) == ["cloud: two", "cloud: three", "keys: four"]
    assert list(logs.read(folder, "cloud", lines=1, follow=False)) == ["cloud: three"]


def test_an_unknown_log_is_refused_with_the_known_ones(folder: Folder) -> None:
    """A mistyped name is answered with the right ones."""
    with pytest.raises(SandboxError, match="no log 'clod'; there are: cloud, keys"):
        list(logs.read(folder, "clod", lines=1, follow=False))


def test_the_table_counts_what_exists_outside_of_pulumi(folder: Folder) -> None:
    """Components and providers are Pulumi's own bookkeeping and not what a newcomer asks for."""
    bucket = {"type": "aws:s3/bucket:Bucket", "custom": True}
    resources = tour.resources_of(
        {
            "deployment": {
                "resources": [
                    {"type": "pulumi:pulumi:Stack"},
                    {"type": "pulumi:providers:aws", "custom": True},
                    {"type": "portarium:aws:EvidenceStore"},
                    *(bucket, bucket),
                    {"type": "kubernetes:apps/v1:Deployment", "custom": True},
                ]
            }
        }
    )
    current = record.load(folder)
    assert current is not None
    shown = io.StringIO()
    Console(file=shown, width=200).print(tour.summary(resources, folder, current))
    lines = shown.getvalue().splitlines()
    assert "dev: 3 resources" in lines[0]
    assert any("aws s3" in line and " 2 " in line and "http://127.0.0.1:1" in line for line in lines)
    assert any("kubernetes apps" in line and str(folder.kubeconfig) in line for line in lines)


def test_the_next_command_works_in_any_shell(folder: Folder) -> None:
    """A newcomer's shell has no `portarium` on PATH, and another folder than the usual one must be named."""
    command, _purpose = tour.next_commands(folder)[0]
    printed = subprocess.run(["/bin/sh", "-c", f"{command}; echo reached"], capture_output=True, text=True, check=False)
    assert printed.stdout == "reached\n"
    assert str(folder.root) in printed.stderr


def test_progress_in_a_log_is_plain_lines() -> None:
    """A pipe gets what starts, how long that usually takes, and that it is done; no control characters."""
    stream = io.StringIO()
    with Progress(stream).step("building the engine", "usually 4 minutes"):
        pass
    started, done = stream.getvalue().splitlines()
    assert started == "sandbox: building the engine (usually 4 minutes) …"
    assert done.startswith("sandbox: building the engine: done in ")


def test_a_step_that_fails_is_not_called_done() -> None:
    """The error itself is the last word."""
    stream = io.StringIO()
    with pytest.raises(SandboxError), Progress(stream).step("building the engine"):
        raise SandboxError("no")
    assert "done" not in stream.getvalue()
