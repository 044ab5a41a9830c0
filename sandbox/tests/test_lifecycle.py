"""Up, down and reset with stand-ins for the two processes: idempotent, rolled back, consistent after a kill."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from portarium_sandbox import builds, environment, lifecycle, process, record, services, status
from portarium_sandbox.builds import Engine
from portarium_sandbox.charts import definitions
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder
from portarium_sandbox.lock import exclusive
from portarium_sandbox.patience import eventually
from portarium_sandbox.process import Service
from portarium_sandbox.progress import Progress
from portarium_sandbox.project import Project
from portarium_sandbox.record import Credentials, Record, ServiceName

SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"{}")
http.server.HTTPServer(("127.0.0.1", int(sys.argv[-1])), Handler).serve_forever()
"""
CREDENTIALS = Credentials(access_key_id="key", secret_access_key="secret", session_token="token")


class Parts:
    """Stand-ins for what `up` starts: small servers that can be told to fail."""

    def __init__(self) -> None:
        self.failing: ServiceName | None = None
        self.people: list[str] = []
        self.connected: list[str] = []
        self.raised: list[str] = []

    def service(self, name: ServiceName, folder: Folder, current: Record) -> Service:
        """Describe a stand-in with the command line by which orphans are known."""
        code = "raise SystemExit('cannot start')" if name == self.failing else SERVER
        arguments = [f"portarium_sandbox.{name}", "--folder", str(folder.root), "--port", str(current.ports[name])]
        return Service(
            name=services.TITLES[name],
            command=[sys.executable, "-c", code, *arguments],
            environment=dict(os.environ),
            log=services.log_of(folder, name),
            health=current.url(name) + process.HEALTH_PATH,
        )


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Parts:
    """Put the stand-ins in place; nothing is built and no AWS is called."""
    stand_ins = Parts()
    engine = tmp_path / "engine"
    engine.touch()

    def found_engine(_progress: Progress) -> Engine:
        return Engine(path=engine, version="3.259.0", origin="from the test")

    def built_control_plane(_progress: Progress) -> Path:
        return builds.CONTROL_PLANE.path

    def assumed(_endpoint: str, _region: str, _account: str, people: list[str]) -> Credentials:
        stand_ins.people.extend(people)
        return CREDENTIALS

    def connected(endpoint: str, _region: str, _account: str) -> None:
        stand_ins.connected.append(endpoint)

    def raised(endpoint: str, _region: str, _account: str) -> None:
        stand_ins.raised.append(endpoint)

    monkeypatch.setattr(builds, "engine", found_engine)
    monkeypatch.setattr(builds, "control_plane", built_control_plane)
    monkeypatch.setattr(definitions, "provide", Mock())
    monkeypatch.setattr(services, "service", stand_ins.service)
    monkeypatch.setattr(lifecycle, "assume_administrator", assumed)
    monkeypatch.setattr(lifecycle, "connect_source", connected)
    monkeypatch.setattr(lifecycle, "raise_quotas", raised)
    return stand_ins


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    """A sandbox's folder; whatever runs for it is stopped."""
    folder = Folder(tmp_path / "sandbox")
    yield folder
    for identity in process.processes_of(folder.root):
        process.stop(identity)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with settings for two stacks."""
    (tmp_path / "Pulumi.yaml").write_text("name: portarium\nruntime: python\n", encoding="utf-8")
    for stack in ("dev", "prod"):
        (tmp_path / f"Pulumi.{stack}.yaml").write_text("config: {}\n", encoding="utf-8")
    return Project.read(tmp_path)


def up(folder: Folder, project: Project) -> Record:
    """Bring the sandbox up."""
    return lifecycle.up(folder, project, Progress())


def test_up_makes_a_stack_for_each_settings_file(parts: Parts, folder: Folder, project: Project) -> None:
    """`pulumi preview -s prod` works at once, without `stack init`."""
    up(folder, project)
    current = status.read(folder)
    assert current.state == "up"
    assert [stack.name for stack in current.stacks] == ["dev", "prod"]
    assert not list(project.folder.glob("*.salt"))


def test_a_second_up_starts_nothing(parts: Parts, folder: Folder, project: Project) -> None:
    """What runs is kept: same processes, same ports."""
    assert up(folder, project) == up(folder, project)


def test_up_gives_the_account_what_it_has_before_any_environment(
    parts: Parts, folder: Folder, project: Project
) -> None:
    """Its way to GitHub and its quotas, at each start of the cloud; an `up` that starts nothing does not ask."""
    current = up(folder, project)
    up(folder, project)
    assert parts.connected == parts.raised == [current.url("cloud")]


def test_the_projects_list_of_charts_is_at_hand_as_it_is(parts: Parts, folder: Folder, project: Project) -> None:
    """A change of it counts without another `up`, and without one there is none."""
    up(folder, project)
    assert not folder.charts.is_symlink()
    (project.folder / "pyproject.toml").write_text('[tool.portarium-sandbox]\ncharts = "list.json"\n', encoding="utf-8")
    (project.folder / "list.json").write_text("{}", encoding="utf-8")
    up(folder, project)
    (project.folder / "list.json").write_text('{"charts": {}}', encoding="utf-8")
    assert folder.charts.read_text(encoding="utf-8") == '{"charts": {}}'


def test_a_person_in_the_settings_gets_a_role(parts: Parts, folder: Folder, project: Project) -> None:
    """A stack may only let in roles that the account has, so a name added later is made by the next `up`."""
    up(folder, project)
    assert parts.people == []
    grants = {
        "administrators": ["admin"],
        "grants": {"read-only": ["reader"]},
        "breakGlass": [{"principal": "on-call"}],
    }
    settings = json.dumps({"config": {"portarium:access": grants}})
    (project.folder / "Pulumi.dev.yaml").write_text(settings, encoding="utf-8")
    up(folder, project)
    assert parts.people == ["admin", "on-call", "reader"]
    up(folder, project)
    assert len(parts.people) == 3


def test_a_killed_part_comes_back_on_its_port(parts: Parts, folder: Folder, project: Project) -> None:
    """State and environment name the ports, so a restart must not change them; the other part is left running."""
    before = up(folder, project)
    os.kill(before.processes["cloud"].pid, signal.SIGKILL)
    eventually(lambda: before.processes["cloud"].identity.alive, lambda alive: not alive)
    assert status.read(folder).state == "incomplete"
    with pytest.raises(SandboxError, match="the cloud server not running; `portarium sandbox up` starts"):
        lifecycle.require_up(folder)
    after = up(folder, project)
    assert after.ports == before.ports
    assert after.processes["keys"] == before.processes["keys"]
    assert after.processes["cloud"] != before.processes["cloud"]


def test_a_failed_start_leaves_nothing_running(parts: Parts, folder: Folder, project: Project) -> None:
    """When the cloud server does not start, the key service that started before it is stopped again."""
    parts.failing = "cloud"
    with pytest.raises(SandboxError, match=r"the cloud server ended while it started \(cannot start\)"):
        up(folder, project)
    assert process.processes_of(folder.root) == []
    parts.failing = None
    up(folder, project)
    assert status.read(folder).state == "up"


def test_down_keeps_the_state_and_up_finds_it(parts: Parts, folder: Folder, project: Project) -> None:
    """Stacks, ports and the key survive; processes do not."""
    before = up(folder, project)
    key = folder.key.read_bytes()
    assert lifecycle.down(folder)
    assert process.processes_of(folder.root) == []
    assert not lifecycle.down(folder)
    assert up(folder, project).ports == before.ports
    assert folder.key.read_bytes() == key


def test_down_stops_what_an_earlier_crash_left(parts: Parts, folder: Folder, project: Project) -> None:
    """A process that no record names, because `up` was killed, is found by its folder."""
    current = up(folder, project)
    record.save(folder, current.model_copy(update={"processes": {}}))
    assert lifecycle.down(folder)
    assert process.processes_of(folder.root) == []


def test_reset_removes_everything(parts: Parts, folder: Folder, project: Project) -> None:
    """After a reset there is neither process nor folder."""
    up(folder, project)
    assert lifecycle.reset(folder)
    assert process.processes_of(folder.root) == []
    assert not folder.root.exists()
    assert not lifecycle.reset(folder)


def test_reset_refuses_a_folder_that_is_no_sandbox(tmp_path: Path) -> None:
    """A mistyped --folder must not remove somebody's work."""
    precious = tmp_path / "thesis.txt"
    precious.touch()
    with pytest.raises(SandboxError, match="not a sandbox's folder"):
        lifecycle.reset(Folder(tmp_path))
    assert precious.exists()


def test_a_second_command_on_the_same_folder_is_refused(parts: Parts, folder: Folder, project: Project) -> None:
    """Two commands at once would fight over ports and state."""
    with (
        exclusive(folder.lock, busy="unused"),
        pytest.raises(SandboxError, match=rf"another `portarium sandbox` command .*process {os.getpid()}"),
    ):
        up(folder, project)


def test_two_sandboxes_do_not_meet(parts: Parts, folder: Folder, project: Project, tmp_path: Path) -> None:
    """Stopping one leaves the other running, though they share binaries and project."""
    other = Folder(tmp_path / "sandbox-2")
    try:
        first, second = up(folder, project), up(other, project)
        assert not set(first.ports.values()) & set(second.ports.values())
        lifecycle.down(folder)
        assert status.read(other).state == "up"
    finally:
        lifecycle.down(other)


def test_an_unreadable_record_says_how_to_go_on(parts: Parts, folder: Folder, project: Project) -> None:
    """A record of another version is one line, and `reset` works nevertheless."""
    up(folder, project)
    content = json.loads(folder.record.read_text(encoding="utf-8"))
    folder.record.write_text(json.dumps({**content, "novelty": 1}), encoding="utf-8")
    with pytest.raises(SandboxError, match=r"sandbox\.json: novelty: .*`portarium sandbox reset` starts anew"):
        status.read(folder)
    assert lifecycle.reset(folder)


def test_no_environment_before_the_first_complete_up(parts: Parts, folder: Folder, project: Project) -> None:
    """A sandbox without credentials would send commands to the user's real AWS account."""
    current = up(folder, project)
    with pytest.raises(SandboxError, match="never came up completely"):
        environment.variables(folder, current.model_copy(update={"administrators": {}}))
