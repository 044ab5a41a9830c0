"""The images that a project's own checkout has: mapped by `up`, and never over a person's mapping."""

import sys
from pathlib import Path

import pytest

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder
from portarium_sandbox.pods import images, own_images
from portarium_sandbox.pods.images import Image
from portarium_sandbox.project import Project

THEIRS = Image(command=["node", "main.js"], directory="/work", environment={"PATH": "/bin"})


@pytest.fixture(autouse=True)
def _permissive_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether this machine has namespaces is another test's matter."""
    monkeypatch.setattr(own_images, "why_not_possible", lambda: None)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A sandbox's folder."""
    return Folder(tmp_path / "sandbox")


def _project(folder: Path, named: str) -> Project:
    (folder / "pyproject.toml").write_text(f"[tool.portarium-sandbox.images]\n{named}\n", encoding="utf-8")
    return Project(folder=folder, name="one")


def test_an_image_is_a_command_of_the_environment(tmp_path: Path, folder: Folder) -> None:
    """The command is found beside the interpreter that the sandbox runs in, and runs in the project's folder."""
    name = Path(sys.executable).name
    assert own_images.map_own_images(folder, _project(tmp_path, f'worker = ["{name}", "-V"]')) is None
    known = images.load(folder.images)["worker"]
    assert known.command == [str(Path(sys.executable).parent / name), "-V"]
    assert known.directory == str(tmp_path)


def test_a_persons_mapping_stays(tmp_path: Path, folder: Folder) -> None:
    """Who maps an image to something else wants that, whatever the project says."""
    images.save(folder.images, {"worker": THEIRS})
    own_images.map_own_images(folder, _project(tmp_path, 'worker = ["sh"]'))
    assert images.load(folder.images) == {"worker": THEIRS}


def test_what_the_project_names_no_more_is_played(tmp_path: Path, folder: Folder) -> None:
    """The project's list is what counts at each `up`; other mappings are left alone."""
    own_images.map_own_images(folder, _project(tmp_path, 'worker = ["sh"]'))
    images.save(folder.images, {**images.load(folder.images), "api": THEIRS})
    own_images.map_own_images(folder, _project(tmp_path, ""))
    assert images.load(folder.images) == {"api": THEIRS}


def test_a_project_without_images_writes_nothing(tmp_path: Path, folder: Folder) -> None:
    """No runner is started where nothing is executed."""
    assert own_images.map_own_images(folder, Project(folder=tmp_path, name="one")) is None
    assert not folder.images.exists()


def test_a_machine_without_namespaces_says_so(tmp_path: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up goes on, and says that these pods are played; what can't do without them is refused in one line."""
    project = _project(tmp_path, 'worker = ["sh"]')
    own_images.map_own_images(folder, project)
    monkeypatch.setattr(own_images, "why_not_possible", lambda: "this machine forbids it")
    said = own_images.map_own_images(folder, project)
    assert said == "worker: played, and not executed: this machine forbids it"
    assert images.load(folder.images) == {}
    with pytest.raises(SandboxError, match="pods of worker are processes here: this machine forbids it"):
        own_images.require_own_images(project)


@pytest.mark.parametrize(
    ("named", "problem"),
    [
        ('worker = "sh"', r"images\.worker: a command is a list of words"),
        ("worker = []", r"images\.worker: a command is a list of words"),
        ('worker = ["no-such-command"]', "no-such-command: no such command beside the interpreter"),
        ('"ghcr.io/org/worker" = ["sh"]', "by its name alone"),
        ("worker = [", "this is not TOML"),
    ],
)
def test_a_mistake_in_the_project_is_one_line(tmp_path: Path, folder: Folder, named: str, problem: str) -> None:
    """It is named with its file, and nothing is mapped."""
    with pytest.raises(SandboxError, match=problem):
        own_images.map_own_images(folder, _project(tmp_path, named))
    assert not folder.images.exists()
