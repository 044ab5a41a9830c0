"""Which backend is read, and that nobody who has one is led to a sandbox."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ops.operations.backend import find_backend
from ops.operations.error import OperationError


@dataclass(frozen=True)
class Garden:
    """A backend of another package."""

    up: bool
    address: str = "file:///garden"
    description: str = "the garden"
    pulumi: str = "/garden/pulumi"
    variables: Mapping[str, str] = field(default_factory=dict[str, str])

    def describe(self, variables: Mapping[str, str]) -> str | None:
        """Know a shell by its backend."""
        return self.description if variables["PULUMI_BACKEND_URL"] == "file:///garden" else None

    def running(self, variables: Mapping[str, str]) -> "Garden | None":
        """Run or not."""
        return self if self.up else None

    def way_to_database(self, host: str, variables: Mapping[str, str]) -> None:
        """Have no database."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that names no backend."""
    (tmp_path / "Pulumi.yaml").write_text("name: portarium\nruntime: python\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """A shell with `pulumi` on PATH, logged in nowhere, whose sandbox is not up."""
    pulumi = tmp_path / "pulumi"
    pulumi.write_text("#!/bin/sh\n", encoding="utf-8")
    pulumi.chmod(0o755)
    return {"HOME": str(tmp_path), "PATH": str(tmp_path), "PORTARIUM_SANDBOX": str(tmp_path / "none")}


def test_the_shells_backend_wins(shell: dict[str, str], project: Path) -> None:
    """What the shell names is what Pulumi itself would use."""
    backend = find_backend({**shell, "PULUMI_BACKEND_URL": "s3://states"}, project)

    assert (backend.description, backend.chosen_for_you) == ("s3://states", False)


def test_a_login_is_a_backend(shell: dict[str, str], project: Path) -> None:
    """A user who is logged in sees their own environments, never a sandbox's."""
    (Path(shell["HOME"]) / ".pulumi").mkdir()
    (Path(shell["HOME"]) / ".pulumi" / "credentials.json").write_text(json.dumps({"current": "https://api.test"}))

    assert find_backend(shell, project).description == "https://api.test"


def test_the_projects_backend_counts(shell: dict[str, str], project: Path) -> None:
    """Pulumi.yaml may name the backend for everybody."""
    (project / "Pulumi.yaml").write_text("name: portarium\nbackend: {url: 's3://team'}\n", encoding="utf-8")

    assert find_backend(shell, project).description == "s3://team"


def test_neither_backend_nor_sandbox_says_what_to_do(shell: dict[str, str], project: Path) -> None:
    """Both ways out are named."""
    with pytest.raises(OperationError, match=r"`pulumi login`.*`portarium sandbox up`"):
        find_backend(shell, project)


def test_a_missing_engine_says_what_to_do(shell: dict[str, str], project: Path) -> None:
    """A backend is of no use without the command line that reads it."""
    (Path(shell["PATH"]) / "pulumi").unlink()
    with pytest.raises(OperationError, match="pulumi is not on PATH"):
        find_backend({**shell, "PULUMI_BACKEND_URL": "s3://states"}, project)


def test_a_local_backend_that_runs_stands_in(shell: dict[str, str], project: Path) -> None:
    """Only where the shell has none, and the command says so."""
    backend = find_backend(shell, project, {"garden": Garden(up=True)})

    assert (backend.address, backend.description, backend.pulumi) == ("file:///garden", "the garden", "/garden/pulumi")
    assert backend.chosen_for_you
    assert not find_backend({**shell, "PULUMI_BACKEND_URL": "s3://states"}, project).chosen_for_you


def test_a_local_backend_has_a_name_for_people(shell: dict[str, str], project: Path) -> None:
    """An address that one of them knows is shown in its words."""
    on_it = {**shell, "PULUMI_BACKEND_URL": "file:///garden"}

    assert find_backend(on_it, project, {"garden": Garden(up=True)}).description == "the garden"


@pytest.mark.parametrize(("local", "hint"), [({}, "`pulumi login`$"), ({"garden": Garden(up=False)}, "garden up`$")])
def test_only_what_is_installed_is_offered(
    shell: dict[str, str], project: Path, local: dict[str, Garden], hint: str
) -> None:
    """A way out that this machine does not have is none."""
    with pytest.raises(OperationError, match=hint):
        find_backend(shell, project, local)
