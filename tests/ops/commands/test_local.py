"""`portarium local` as somebody types it, with a stand-in for docker, and with nothing running."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ops.commands import local
from ops.main import application
from ops.operations.error import OperationError
from ops.operations.local import checks
from ops.operations.local.addresses import DEFAULTS, Addresses, variable_of
from ops.operations.local.checks import Result
from ops.operations.local.life import State
from tests.ops.operations.local.stand_in_docker import StandInDocker, stand_in_docker

_RUNNER = CliRunner()


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandInDocker:
    """An engine that starts nothing, ports that are free, and a folder without processes."""
    made = stand_in_docker(tmp_path / "docker")
    monkeypatch.setenv("PATH", made.path)
    monkeypatch.setenv("PORTARIUM_LOCAL", str(tmp_path / "kept"))
    # Below those that the kernel gives to connections.
    for number, name in enumerate(DEFAULTS):
        monkeypatch.setenv(variable_of(name), str(23400 + number))
    return made


@pytest.fixture
def well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every check is passed."""

    def look(_: Addresses, services: Sequence[str]) -> list[Result]:
        return [Result(service=service, wanted="is ready", problem="") for service in services]

    monkeypatch.setattr(checks, "look", look)


def _run(*words: str, code: int = 0) -> str:
    result = _RUNNER.invoke(application, ["local", *words])
    if isinstance(result.exception, OperationError):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.usefixtures("well")
def test_up_prints_where_everything_is(docker: StandInDocker) -> None:
    """With the ports that were given, and by what one comes in."""
    printed = _run("up")
    assert f"127.0.0.1:{23400 + list(DEFAULTS).index('VAULT')}" in printed
    assert "token portarium-local" in printed
    assert ["compose", "up", "--detach"] in docker.calls()


@pytest.mark.usefixtures("well", "docker")
def test_status_follows_up_and_down() -> None:
    """Its exit code is for scripts."""
    assert "is down" in _run("status", code=3)
    _run("up")
    assert json.loads(_run("status", "--json"))["how"] == "containers"
    assert "The local environment is down" in _run("down")
    assert _run("down") == "It was down already.\n"


@pytest.mark.usefixtures("docker")
def test_a_service_that_is_not_well_is_told_with_its_exit_code(docker: StandInDocker) -> None:
    """Nothing answers behind containers that are said to run."""
    docker.has({"Service": "nats", "State": "running"})
    printed = _run("status", code=3)
    assert f"nothing answers at http://127.0.0.1:{23400 + list(DEFAULTS).index('TEMPO')}/ready" in printed


def test_reset_takes_volumes_too(docker: StandInDocker) -> None:
    """Without a question where nobody could answer."""
    assert _run("reset", "--yes") == "Everything is forgotten.\n"
    assert docker.calls()[-1] == ["compose", "down", "--remove-orphans", "--volumes"]


def test_logs_are_those_of_compose(docker: StandInDocker) -> None:
    """With the words that say how many and of whom."""
    _run("logs", "nats", "-n", "3")
    assert docker.calls()[-1] == ["compose", "logs", "--tail", "3", "nats"]


def test_the_doctor_ends_with_a_code_when_something_is_in_the_way(docker: StandInDocker) -> None:
    """And with none when nothing is."""
    assert "docker, by `docker compose`" in _run("doctor")
    docker.loses_its_daemon()
    found = json.loads(_run("doctor", "--json", code=3))
    assert "the daemon of docker does not answer" in str(found)


def test_without_an_engine_up_is_one_line(docker: StandInDocker) -> None:
    """It names each engine, and what goes without."""
    docker.loses_its_daemon()
    with pytest.raises(OperationError) as refused:
        _run("up")
    assert str(refused.value).startswith("no containers here: the daemon of docker does not answer")
    assert "\n" not in str(refused.value)


@pytest.mark.usefixtures("docker")
def test_the_application_does_not_come_without_containers() -> None:
    """Its images are all there is of it."""
    assert "the application comes in containers alone" in _run("up", "--native", "--app", code=2)


@pytest.mark.usefixtures("docker")
def test_generate_has_nothing_to_do_in_a_fresh_checkout() -> None:
    """And --check agrees."""
    assert _run("generate", "--check") == ""


def test_what_is_left_out_is_said() -> None:
    """Below the table, with the reason."""
    state = State(
        how="processes", results=[Result(service="nats", wanted="a", problem="")], left_out=["vault", "tempo"]
    )
    last = local.as_text(state, coloured=False).splitlines()[-1]
    assert last == "left out without containers: vault, tempo"
