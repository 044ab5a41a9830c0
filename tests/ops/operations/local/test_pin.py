"""Digests are written behind the versions of images: all of them, or none."""

from pathlib import Path

import pytest

from ops.operations.error import OperationError
from ops.operations.local.pin import pin

_TEXT = """\
services:
  one:
    image: docker.io/library/nats:2.14.2-alpine
  two:
    image: ghcr.io/${OWNER:-a}/portarium-worker:${SHA:?}
  three:
    image: docker.io/library/nats:2.14.2-alpine
"""
_DIGEST = f"sha256:{'a' * 64}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with an image twice, and one of our own."""
    path = tmp_path / "docker-compose.yml"
    path.write_text(_TEXT)
    return path


def test_each_image_gets_its_digest_and_our_own_are_left(file: Path) -> None:
    """Docker Hub is asked where it answers, which is not what its images are called by."""
    asked: list[str] = []

    def digest_of(image: str) -> str:
        asked.append(image)
        return _DIGEST

    changed = pin(remove=False, digest_of=digest_of, paths=[file])
    assert asked == ["registry-1.docker.io/library/nats:2.14.2-alpine"]
    assert changed == [f"docker-compose.yml: docker.io/library/nats:2.14.2-alpine@{_DIGEST}"] * 2
    assert "portarium-worker:${SHA:?}\n" in file.read_text()
    assert pin(remove=False, digest_of=digest_of, paths=[file]) == []


def test_taking_them_out_is_the_way_back(file: Path) -> None:
    """The file is what it was."""
    pin(remove=False, digest_of=lambda _: _DIGEST, paths=[file])
    pin(remove=True, paths=[file])
    assert file.read_text() == _TEXT


def test_an_image_that_no_registry_has_pins_nothing(file: Path) -> None:
    """The file stays as it is."""
    with pytest.raises(OperationError, match=r"no docker\.io/library/nats:2\.14\.2-alpine; nothing is pinned"):
        pin(remove=False, digest_of=lambda _: None, paths=[file])
    assert file.read_text() == _TEXT
