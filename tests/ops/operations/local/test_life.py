"""The local environment comes up once, waits until it is well, gives up on what has failed, and goes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ops.operations.error import OperationError
from ops.operations.local import checks, life, native
from ops.operations.local.addresses import DEFAULTS, Addresses, variable_of
from ops.operations.local.checks import Result
from ops.operations.local.native import SERVICES, Site
from tests.ops.operations.local.stand_in_docker import container, stand_in_docker
from tests.ops.operations.local.stand_in_processes import StandInProcesses

_ADDRESSES = Addresses(variables={variable_of(name): str(23300 + number) for number, name in enumerate(DEFAULTS)})


def _result(service: str, problem: str = "") -> Result:
    return Result(service=service, wanted="is ready", problem=problem)


def _answers(monkeypatch: pytest.MonkeyPatch, *results: Result) -> None:
    def look(_: Addresses, __: Sequence[str]) -> list[Result]:
        return list(results)

    monkeypatch.setattr(checks, "look", look)


@pytest.fixture
def well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every check is passed."""

    def look(_: Addresses, services: Sequence[str]) -> list[Result]:
        return [_result(service) for service in services]

    monkeypatch.setattr(checks, "look", look)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Processes that run nothing, in which nothing has to be made; and no engine."""
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    processes = StandInProcesses()

    def start(site: Site, service: str) -> None:
        site.processes.start(site.folder, native.Process(name=service, command=[], variables={}, answers=lambda: True))

    monkeypatch.setattr(native, "start", start)
    return Site(processes=processes, addresses=_ADDRESSES, folder=tmp_path / "kept", mounted=tmp_path)


@pytest.mark.usefixtures("well")
def test_processes_come_up_in_their_order_and_once(site: Site) -> None:
    """The second time says that they run already."""
    told: list[str] = []
    state = life.up_as_processes(site, told.append)
    assert state.how == "processes"
    assert state.well
    assert list(site.processes.running(site.folder)) == list(SERVICES)
    assert set(state.left_out) == {"temporal", "vault", "collector", "tempo", "grafana"}
    told.clear()
    life.up_as_processes(site, told.append)
    assert told[: len(SERVICES)] == [f"{service}: runs already" for service in SERVICES]


@pytest.mark.usefixtures("well")
def test_what_was_killed_half_way_is_completed(site: Site) -> None:
    """What runs is left, what is missing is started."""
    native.start(site, "postgresql")
    told: list[str] = []
    life.up_as_processes(site, told.append)
    assert told[:2] == ["postgresql: runs already", "evidence: starting"]


@pytest.mark.usefixtures("well")
def test_containers_are_not_started_beside_processes(site: Site, tmp_path: Path) -> None:
    """They would want the same ports."""
    life.up_as_processes(site, lambda _: None)
    with pytest.raises(OperationError, match="it runs as plain processes; `portarium local down` ends them first"):
        life.up_in_containers(_ADDRESSES, lambda _: None, application=False, site=site)


@pytest.mark.usefixtures("well")
def test_down_keeps_and_reset_forgets(site: Site) -> None:
    """And both say whether there was anything."""
    life.up_as_processes(site, lambda _: None)
    (site.folder / "data").touch()
    assert life.down(site, forget=False)
    assert not life.down(site, forget=False)
    assert (site.folder / "data").exists()
    assert life.down(site, forget=True)
    assert not site.folder.exists()
    assert life.look(_ADDRESSES, site).how == "down"


@pytest.mark.usefixtures("well")
def test_containers_are_looked_at_until_they_are_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And taken away by the same engine."""
    docker = stand_in_docker(tmp_path)
    monkeypatch.setenv("PATH", docker.path)
    told: list[str] = []
    state = life.up_in_containers(_ADDRESSES, told.append, application=False, site=None)
    assert state.well
    assert len(told) == len(checks.CHECKS)
    assert life.look(_ADDRESSES, None).how == "containers"
    assert life.down(None, forget=False)
    assert docker.calls()[-1] == ["compose", "down", "--remove-orphans"]
    assert life.look(_ADDRESSES, None).how == "down"


def test_a_container_that_has_failed_ends_the_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, with where to look: what made nothing will not make it later."""
    docker = stand_in_docker(tmp_path)
    docker.starts(container("nats"), container("nats-streams", "exited", "", 1))
    monkeypatch.setenv("PATH", docker.path)
    with pytest.raises(
        OperationError, match=r"^nats-streams ended with exit code 1; `portarium local logs nats-streams`$"
    ):
        life.up_in_containers(_ADDRESSES, lambda _: None, application=False, site=None)


def test_waiting_ends_with_a_line_for_each_that_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """And tells of each that is, once."""
    results = [_result("nats"), _result("vault", "nothing answers")]
    _answers(monkeypatch, *results)
    monkeypatch.setattr(life, "_POLL_SECONDS", 0.01)
    told: list[str] = []
    with pytest.raises(OperationError, match=r"^vault: nothing answers$"):
        life.wait(_ADDRESSES, ["nats", "vault"], told.append, seconds=0.05)
    assert told == ["nats: is ready (1 of 2)"]


def test_containers_without_a_check_are_waited_for_by_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application's, which is no part of the list."""
    _answers(monkeypatch, _result("nats"))
    monkeypatch.setattr(life, "_POLL_SECONDS", 0.01)
    states = [["control-plane"], []]
    life.wait(_ADDRESSES, ["nats"], lambda _: None, starting=lambda: states.pop(0))
    assert states == []
    with pytest.raises(OperationError, match=r"^control-plane: is still starting$"):
        life.wait(_ADDRESSES, ["nats"], lambda _: None, starting=lambda: ["control-plane"], seconds=0.05)


def test_the_folder_is_the_checkouts_or_the_one_that_is_named(tmp_path: Path) -> None:
    """Two at once need two."""
    assert life.native_folder({}, tmp_path) == tmp_path / ".local"
    assert life.native_folder({"PORTARIUM_LOCAL": str(tmp_path / "other")}) == tmp_path / "other"
