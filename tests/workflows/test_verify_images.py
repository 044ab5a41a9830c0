"""The script that looks for signatures, with a double of `cosign` that writes down what it is asked."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from domain.eks_image import is_coredns_image
from settings.registry import read_registry
from tests.meta.sources import ROOT
from tests.settings.configuration import SHA
from tests.stacks.recorded import recorded
from tests.workflows.operators_command import DIGEST, install
from tests.workflows.workflow import FOLDER

_COSIGN = """\
#!/bin/sh
# A double: it checks no signature, and refuses what it is told to.
echo "$1 $2" >> "$ASKED"
case "$2" in *"$UNSIGNED"*) exit 1 ;; esac
"""


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A folder with the settings, with `portarium` where the setup puts it, and with the double."""
    install(tmp_path)
    for file in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(file, tmp_path)
    cosign = tmp_path / "bin" / "cosign"
    cosign.parent.mkdir()
    cosign.write_text(_COSIGN, encoding="utf-8")
    cosign.chmod(0o755)
    return tmp_path


def _verify(
    runner: Path, stack: str, sha: str = SHA, unsigned: str = "none of them"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [FOLDER / "scripts" / "verify_images.sh"],
        cwd=runner,
        env={
            "PATH": f"{runner / 'bin'}:{os.environ['PATH']}",
            "ASKED": str(runner / "asked"),
            "UNSIGNED": unsigned,
            "STACK": stack,
            "IMAGE_SHA": sha,
            "IMAGES_REPOSITORY": "portarium/portarium",
            "GITHUB_ACTOR": "ada",
            "GITHUB_TOKEN": "t",
            "GITHUB_OUTPUT": str(runner / "output"),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def _asked(runner: Path) -> list[str]:
    return (runner / "asked").read_text(encoding="utf-8").splitlines()


def _deployed(stack: str) -> set[str]:
    """Every image of ours in every pod of a stack, the migration's included; EKS's own come from AWS's registry."""
    templates = [
        resource.inputs["spec"]["template"]["spec"]["containers"]
        for kind in ("kubernetes:apps/v1:Deployment", "kubernetes:batch/v1:Job")
        for resource in recorded(stack).recording.all(kind)
    ]
    images = {container["image"] for containers in templates for container in containers}
    return {image for image in images if not is_coredns_image(image)}


@pytest.mark.parametrize("stack", read_registry().stacks)
def test_every_image_that_is_deployed_is_verified_once(runner: Path, stack: str) -> None:
    """Neither less than the program runs, nor a list of its own."""
    answer = _verify(runner, stack)

    assert answer.returncode == 0, answer.stderr
    login, *verified = _asked(runner)
    assert login == "login ghcr.io"
    assert sorted(verified) == sorted(f"verify {image}@{DIGEST}" for image in _deployed(stack))


def test_what_was_verified_is_handed_on(runner: Path) -> None:
    """On one line of the job's outputs, for the job that deploys and the one that records."""
    assert _verify(runner, "staging").returncode == 0

    [line] = (runner / "output").read_text(encoding="utf-8").splitlines()
    name, _, value = line.partition("=")
    handed = json.loads(value)
    assert (name, handed["sha"]) == ("digests", SHA)
    assert set(handed["images"].values()) == {DIGEST}


def test_an_image_that_is_not_signed_ends_it(runner: Path) -> None:
    """With the line that GitHub shows on the run."""
    answer = _verify(runner, "prod", unsigned="portarium-control-plane")

    assert answer.returncode == 1
    assert f"::error::ghcr.io/portarium/portarium-control-plane:{SHA}@{DIGEST}: not signed" in answer.stderr
    assert not (runner / "output").exists()


def test_what_is_no_sha_is_never_asked_about(runner: Path) -> None:
    """The program refuses it before anybody signs in anywhere."""
    answer = _verify(runner, "prod", sha="latest")

    assert answer.returncode == 1
    assert answer.stderr.startswith('portarium: --sha: "latest" is not a full git SHA')
    assert not (runner / "asked").exists()
