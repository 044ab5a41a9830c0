"""Which backend is read, and that nobody who has one is led to a sandbox."""

import json
from pathlib import Path

import pytest

from ops.operations.backend import find_backend
from ops.operations.error import OperationError


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
