"""`portarium images`: a line for each image, and the same for scripts."""

import json
import shutil
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ops.main import application
from ops.operations import image_pins
from ops.operations.container_registry import ContainerRegistry
from settings.files import DIRECTORY
from tests.settings.configuration import DIGESTS, SHA

_RUNNER = CliRunner()


def test_it_prints_one_image_a_line() -> None:
    """A shell loops over them."""
    result = _RUNNER.invoke(application, ["images", "staging", "--sha", SHA])

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"ghcr.io/portarium/portarium-{component}:{SHA}"
        for component in ("egress-proxy", "operations", "control-plane", "worker")
    ]


def test_json_says_what_runs_each() -> None:
    """The names are those of the lines."""
    result = _RUNNER.invoke(application, ["images", "staging", "--sha", SHA, "--json"])

    assert {entry["image"]: entry["components"] for entry in json.loads(result.stdout)} == {
        f"ghcr.io/portarium/portarium-egress-proxy:{SHA}": ["egress-proxy"],
        f"ghcr.io/portarium/portarium-operations:{SHA}": ["operations"],
        f"ghcr.io/portarium/portarium-control-plane:{SHA}": ["control-plane", "migration"],
        f"ghcr.io/portarium/portarium-worker:{SHA}": ["execution-plane"],
    }


def _digest(_registry: ContainerRegistry, image: str) -> str:
    return DIGESTS[image.partition("/portarium-")[2].partition(":")[0]]


def test_pinning_prints_each_image_and_says_where_it_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Names for a shell on the one stream, and the file on the other; a second time there is nothing to write."""
    for file in DIRECTORY.glob("Pulumi*.yaml"):
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(image_pins, "pin", partial(image_pins.pin, directory=tmp_path))
    monkeypatch.setattr(ContainerRegistry, "digest", _digest)

    first = _RUNNER.invoke(application, ["images", "staging", "--sha", SHA, "--pin"])
    second = _RUNNER.invoke(application, ["images", "staging", "--sha", SHA, "--pin", "--json"])

    assert (first.exit_code, second.exit_code) == (0, 0), first.stderr + second.stderr
    assert sorted(first.stdout.splitlines()) == sorted(
        f"ghcr.io/portarium/portarium-{component}:{SHA}@{digest}" for component, digest in DIGESTS.items()
    )
    assert first.stderr == "portarium: wrote Pulumi.staging.yaml\n"
    told = json.loads(second.stdout)
    assert (told["file"], told["changed"], told["images"]) == ("Pulumi.staging.yaml", False, DIGESTS)


def test_digests_without_pinning_are_wrong_usage() -> None:
    """They would be without effect."""
    result = _RUNNER.invoke(application, ["images", "staging", "--digests", "{}"])

    assert result.exit_code == 2
    assert "--pin" in result.stderr
