"""What Compose tells of the containers, and what is made of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops.operations.error import OperationError
from ops.operations.local import containers
from ops.operations.local.engine import Engine
from tests.ops.operations.local.stand_in_docker import container, stand_in_docker


class _Compose(Engine):
    """Prints what it is given."""

    def read(self, files: object, words: object) -> str:
        return self.name


def _engine(printed: str) -> Engine:
    return _Compose(name=printed, compose=("docker", "compose"))


@pytest.mark.parametrize("form", ["lines", "list"])
def test_both_forms_of_json_are_read(form: str) -> None:
    """An object a line, as Docker prints it now, and one list, as it did and Podman does."""
    told = [container("nats"), container("vault", health="starting")]
    text = json.dumps(told) if form == "list" else "\n".join(json.dumps(each) for each in told)
    found = containers.containers(_engine(text))
    assert [(each.service, each.health) for each in found] == [("nats", "healthy"), ("vault", "starting")]
    assert containers.starting(found) == ["vault"]


def test_podman_names_the_service_in_a_label() -> None:
    """It has no word of its own for it."""
    told: list[dict[str, Any]] = [{"State": "running", "Labels": {"com.docker.compose.service": "nats"}}]
    assert [each.service for each in containers.containers(_engine(json.dumps(told)))] == ["nats"]


def test_text_that_is_no_json_is_one_line() -> None:
    """An old Compose prints a table."""
    with pytest.raises(OperationError, match="printed no JSON"):
        containers.containers(_engine("NAME   STATE"))


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (container("nats-streams", "exited", "", 1), "nats-streams ended with exit code 1"),
        (container("vault", health="unhealthy"), "vault is not healthy"),
        (container("nats-streams", "exited", "", 0), ""),
        (container("vault", health="starting"), ""),
    ],
)
def test_what_will_not_come_up_any_more_is_told_with_where_to_look(one: dict[str, Any], says: str) -> None:
    """What has done its work, or is still coming up, has not failed."""
    failures = containers.failures(containers.containers(_engine(json.dumps([one]))))
    assert failures == ([f"{says}; `portarium local logs {one['Service']}`"] if says else [])


def test_the_application_is_a_second_file_and_changes_no_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same `up`, over both files."""
    docker = stand_in_docker(tmp_path)
    monkeypatch.setenv("PATH", docker.path)
    engine = Engine(name="docker", compose=("docker", "compose"))
    containers.start(engine, application=True)
    assert docker.calls() == [["compose", "up", "--detach"]]
    assert [path.name for path in containers.files(application=True)] == [
        "docker-compose.yml",
        "docker-compose.local.yml",
    ]


def test_volumes_go_only_when_they_are_to_be_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the next `up` finds what it kept."""
    docker = stand_in_docker(tmp_path)
    monkeypatch.setenv("PATH", docker.path)
    engine = Engine(name="docker", compose=("docker", "compose"))
    containers.stop(engine, forget=False)
    containers.stop(engine, forget=True)
    assert ["--volumes" in call for call in docker.calls()] == [False, True]


def test_a_compose_that_fails_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it printed stands above, where its user saw it."""
    docker = stand_in_docker(tmp_path)
    (tmp_path / "after-up.json").unlink()
    monkeypatch.setenv("PATH", docker.path)
    with pytest.raises(OperationError, match="docker compose up ended with exit code 1"):
        containers.start(Engine(name="docker", compose=("docker", "compose")), application=False)
