"""What a command needs out of /tmp, of which every container has one of its own."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from portarium_sandbox.pods.brought_along import brought_along, out_of_reach, own_folder
from portarium_sandbox.pods.images import Image


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A checkout in /tmp, with an interpreter beside it."""
    with TemporaryDirectory(dir="/tmp") as folder:
        path = Path(folder)
        (path / "application").mkdir()
        (path / "bin").mkdir()
        (path / "bin" / "python").symlink_to("/usr/bin/env")
        yield path


def _image(command: list[str], directory: Path | str, **environment: str) -> Image:
    return Image(command=command, directory=str(directory), environment=environment)


def _brought(image: Image) -> list[str]:
    return [mount["target"] for mount in brought_along(image)]


def test_a_checkout_is_brought_along_as_a_whole(checkout: Path) -> None:
    """Its folder is below, and its interpreter beside; nothing of it may be written to."""
    image = _image(["python", "main.py"], checkout / "application")
    assert brought_along(image) == [{"source": str(checkout), "target": str(checkout), "readOnly": True}]
    assert own_folder(image) == []


def test_what_else_is_named_is_brought_along(checkout: Path, tmp_path: Path) -> None:
    """By a word, by a variable with several folders, or by a link that leads there."""
    link = tmp_path / "python"
    link.symlink_to(checkout / "bin")
    assert str(checkout) in _brought(_image([str(checkout / "bin" / "python")], "/"))
    assert str(checkout) in _brought(_image(["python"], "/", PATH=f"/usr/bin:{checkout}/bin"))
    assert str(checkout) in _brought(_image([str(link)], "/"))


def test_tmp_itself_stays_the_containers_own(checkout: Path) -> None:
    """A folder that is /tmp brings along what the command names in it, and no more."""
    image = _image(["python", f"{checkout.name}/main.py"], "/tmp")
    assert (_brought(image), own_folder(image)) == ([str(checkout)], [])


def test_what_lies_elsewhere_needs_nothing() -> None:
    """A word may be a whole program, which is no path."""
    image = _image(["node", "-e", "x" * 10_000], "/srv", PATH="/usr/bin:bin")
    assert brought_along(image) == []
    assert [mount["target"] for mount in own_folder(image)] == ["/srv"]


@pytest.mark.parametrize(
    ("command", "directory", "lost"),
    [
        (["./run"], "/run/user/1000/application", "/run/user/1000/application"),
        (["/dev/shm/run"], "/srv", "/dev/shm/run"),
        (["node", "main.js"], "/srv", None),
    ],
)
def test_what_no_container_would_find_is_known(command: list[str], directory: str, lost: str | None) -> None:
    """Out of /run and /dev nothing is brought along."""
    found = out_of_reach(command, Path(directory))
    assert found == (Path(lost) if lost else None)
