"""Which engine is used, and why another is not."""

from pathlib import Path

import pytest

from ops.operations.error import OperationError
from ops.operations.local.engine import Engine, Lack, engines, find_engine
from tests.ops.operations.local.stand_in_docker import stand_in_docker


def test_an_engine_that_answers_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Docker, when its Compose and its daemon do."""
    docker = stand_in_docker(tmp_path)
    monkeypatch.setenv("PATH", docker.path)
    assert find_engine() == Engine(name="docker", compose=("docker", "compose"))


def test_a_daemon_that_is_down_is_said_in_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what goes without any."""
    docker = stand_in_docker(tmp_path)
    docker.loses_its_daemon()
    monkeypatch.setenv("PATH", docker.path)
    with pytest.raises(OperationError) as refused:
        find_engine()
    assert "the daemon of docker does not answer (Cannot connect to the Docker daemon)" in str(refused.value)
    assert "podman is not on PATH" in str(refused.value)
    assert "--native" in str(refused.value)


def test_each_engine_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line each, for the doctor."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert list(engines()) == [
        Lack(engine="docker", problems=("docker is not on PATH",)),
        Lack(engine="podman", problems=("podman is not on PATH",)),
    ]


def test_what_compose_refuses_is_its_last_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the word that it was asked."""
    docker = stand_in_docker(tmp_path)
    monkeypatch.setenv("PATH", docker.path)
    with pytest.raises(OperationError, match=r"^docker compose fly: docker: no such file among \[\]$"):
        find_engine().read([], ["fly"])
