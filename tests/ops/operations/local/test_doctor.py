"""What a machine lacks is said in one line each."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.operations.local import doctor
from ops.operations.local.addresses import DEFAULTS, Addresses, variable_of
from tests.ops.operations.local.stand_in_docker import stand_in_docker


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that this process listens on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def _addresses(**ports: int) -> Addresses:
    """Free ports for all services but those that are given."""
    free = {name: str(23100 + number) for number, name in enumerate(DEFAULTS)}
    return Addresses(variables={variable_of(name): str(ports.get(name, free[name])) for name in DEFAULTS})


def test_a_taken_port_is_told_with_who_has_it(taken: int) -> None:
    """And with the variable that gives another."""
    (line,) = doctor.taken_ports(_addresses(NATS=taken), list(DEFAULTS))
    assert line.startswith(f"port {taken} (nats): taken by ")
    assert line.endswith("PORTARIUM_LOCAL_NATS_PORT gives another")


def test_without_an_engine_each_lack_is_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And how to go without."""
    monkeypatch.setenv("PATH", str(tmp_path))
    found = doctor.examine(_addresses(), ours=False)
    engines = [(each.word, each.found) for each in found if each.what == "engine"]
    assert engines == [
        ("lacks", "docker is not on PATH"),
        ("lacks", "podman is not on PATH"),
        ("mind", "one of them would do; `portarium local up --native` needs none"),
    ]


def test_what_is_there_is_told_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine, the ports, the memory and the disk."""
    monkeypatch.setenv("PATH", stand_in_docker(tmp_path).path)
    found = doctor.examine(_addresses(), ours=False)
    assert [each.what for each in found] == ["engine", "ports", "memory", "disk"]
    assert found[0].found == "docker, by `docker compose`"


def test_the_ports_of_the_environment_itself_are_no_lack(
    taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is up, it has them."""
    monkeypatch.setenv("PATH", stand_in_docker(tmp_path).path)
    found = doctor.examine(_addresses(NATS=taken), ours=True)
    assert {each.word for each in found if each.what == "ports"} == {"ok"}


def test_little_memory_and_little_disk_are_minded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It may do, and whoever waits should know."""
    monkeypatch.setenv("PATH", stand_in_docker(tmp_path).path)
    monkeypatch.setattr(doctor, "_MEMORY_GIBIBYTES", 10**6)
    monkeypatch.setattr(doctor, "_DISK_GIBIBYTES", 10**6)
    found = {each.what: each for each in doctor.examine(_addresses(), ours=False)}
    assert found["memory"].word == found["disk"].word == "mind"
    assert "are needed for all services" in found["memory"].found
