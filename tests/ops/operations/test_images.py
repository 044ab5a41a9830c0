"""The images of an environment are those of its settings, wherever they are written."""

import shutil
from pathlib import Path

import pytest
import yaml

from ops.operations.error import OperationError
from ops.operations.images import images_of
from settings.files import DIRECTORY
from tests.settings.configuration import NOW, SHA, contract

_OTHER = "b" * 40


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with the project's settings and those of dev."""
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        shutil.copy(DIRECTORY / name, tmp_path)
    return tmp_path


def _move_to_the_stack(files: Path, key: str, value: object) -> None:
    """Write a value of a key into the stack's file, and take it out of the project's where that has one."""
    project = yaml.safe_load((files / "Pulumi.yaml").read_text(encoding="utf-8"))
    project["config"].pop(key, None)
    (files / "Pulumi.yaml").write_text(yaml.safe_dump(project), encoding="utf-8")
    stack = yaml.safe_load((files / "Pulumi.dev.yaml").read_text(encoding="utf-8"))
    stack["config"][f"portarium:{key}"] = value
    (files / "Pulumi.dev.yaml").write_text(yaml.safe_dump(stack), encoding="utf-8")


def test_each_image_is_there_once_with_all_that_run_it() -> None:
    """The migration runs the image of the workload that owns the schema."""
    assert {each.name: each.components for each in images_of("prod", SHA, now=NOW)} == {
        f"ghcr.io/portarium/portarium-egress-proxy:{SHA}": ("egress-proxy",),
        f"ghcr.io/portarium/portarium-operations:{SHA}": ("operations",),
        f"ghcr.io/portarium/portarium-control-plane:{SHA}": ("control-plane", "migration"),
        f"ghcr.io/portarium/portarium-worker:{SHA}": ("execution-plane",),
    }


def test_without_a_sha_it_is_the_one_of_the_stacks_file(files: Path) -> None:
    """As an update without an argument would take it."""
    file = files / "Pulumi.dev.yaml"
    text = "\n".join(
        f'  portarium:imageSha: "{_OTHER}"' if "imageSha" in line else line for line in file.read_text().splitlines()
    )
    file.write_text(text, encoding="utf-8")

    assert {each.name.rpartition(":")[2] for each in images_of("dev", now=NOW, directory=files)} == {_OTHER}
    assert {each.name.rpartition(":")[2] for each in images_of("dev", SHA, now=NOW, directory=files)} == {SHA}


def test_workloads_and_images_of_a_stack_of_its_own_count(files: Path) -> None:
    """A stack that runs more than the others has more to verify."""
    adapters = {**contract()[1], "name": "adapters", "image": "adapters"}
    _move_to_the_stack(files, "workloads", [*contract(), adapters])
    _move_to_the_stack(files, "images", {"organization": "fork", "architectures": ["amd64"]})

    found = [each.name for each in images_of("dev", SHA, now=NOW, directory=files)]

    assert f"ghcr.io/fork/portarium-adapters:{SHA}" in found
    assert all(name.startswith("ghcr.io/fork/") for name in found)


@pytest.mark.parametrize(
    ("environment", "sha", "line"),
    [
        ("prdo", None, "'prdo' is not an environment (did you mean prod?); stacks are dev, staging, prod"),
        ("review-7", None, "Pulumi.review-7.yaml: imageSha: missing; set it with: pulumi config set imageSha"),
        ("prod", "abc1234", '--sha: "abc1234" is not a full git SHA (40 lower-case hex digits), it has 7'),
    ],
)
def test_a_mistake_is_one_line(environment: str, sha: str | None, line: str) -> None:
    """It says where, what, and what would be right."""
    with pytest.raises(OperationError) as refused:
        images_of(environment, sha, now=NOW)

    assert str(refused.value).startswith(line)
    assert "\n" not in str(refused.value)
