"""The mapped images: how they are named, kept, and refused."""

from pathlib import Path

import pytest

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.pods import images
from portarium_sandbox.pods.images import Image

IMAGE = Image(command=["node", "main.js"], directory="/work", environment={"PATH": "/bin"}, user=1000, wrap=True)


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("portarium-worker", "portarium-worker"),
        ("ghcr.io/org/portarium-worker:0123", "portarium-worker"),
        ("localhost:5000/portarium-worker@sha256:ab", "portarium-worker"),
        ("ghcr.io/org/portarium-worker:1@sha256:ab", "portarium-worker"),
    ],
)
def test_a_name_is_the_last_word(reference: str, name: str) -> None:
    """Registry, tag and digest don't count, nor does a registry's port."""
    assert images.name_of(reference) == name


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    """All of a mapping survives, for its owner's eyes only."""
    path = tmp_path / "sandbox" / "images.json"
    assert images.load(path) == {}
    images.save(path, {"worker": IMAGE})
    assert images.load(path) == {"worker": IMAGE}
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"images": {"worker": {}}}', '{"images": []}'])
def test_a_damaged_file_is_one_line(tmp_path: Path, content: str) -> None:
    """What somebody else wrote is named, with what to do."""
    path = tmp_path / "images.json"
    path.write_text(content)
    with pytest.raises(SandboxError, match=r"images\.json: not a list of images"):
        images.load(path)


@pytest.mark.parametrize("given", ["ghcr.io/org/worker", "worker:1", "Worker", ""])
def test_only_names_are_mapped(given: str) -> None:
    """A mapping for one tag or registry would hold for all of them, so it is refused."""
    with pytest.raises(SandboxError, match="by its name alone"):
        images.checked_name(given)


def test_an_image_of_the_project_is_executed_among_mapped_ones() -> None:
    """Beside a container that is played it is played as well; what a person maps is executed wherever it is."""
    known = {"own": IMAGE.model_copy(update={"of_project": True}), "worker": IMAGE}
    mixed = {"spec": {"initContainers": [{"image": "r/own:1"}], "containers": [{"image": "r/other:1"}]}}
    whole = {"spec": {"initContainers": [{"image": "r/own:1"}], "containers": [{"image": "r/worker:1"}]}}
    assert set(images.executed(mixed, known)) == {"worker"}
    assert set(images.executed(whole, known)) == {"own", "worker"}
