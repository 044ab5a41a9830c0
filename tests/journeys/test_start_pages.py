"""The README and the start page, followed by somebody who types what stands there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portarium_sandbox.accounts import stack_of
from portarium_sandbox.session import PulumiResult, Session
from settings.files import DIRECTORY
from tests.journeys.guide import Guide
from tests.journeys.releases import resources

SECTION = "Try it"
BEGINNING = ["make sandbox", "make test"]
ENTERING = 'eval "$(.venv/bin/portarium sandbox env)"'
SECONDS = 600


def commands(page: str) -> list[str]:
    """What a page says to type, without what it says about it."""
    guide = Guide.read(DIRECTORY / page, {})
    return [line.partition("  #")[0].rstrip() for line in guide.commands(SECTION)]


@pytest.fixture(scope="module")
def checkout(sandbox: Session) -> Iterator[Path]:
    """The checkout of the sandbox, with an environment as `make setup` leaves it: its programs come from there."""
    folder = sandbox.project.folder
    program = folder / ".venv" / "bin" / "portarium"
    program.parent.mkdir(parents=True)
    started = f'exec {sys.executable} -c "from ops.main import main; main()" "$@"'
    program.write_text(f"#!/bin/sh\nPYTHONPATH={folder}:{folder}/sandbox/src {started}\n", encoding="utf-8")
    program.chmod(0o755)
    # Newer than what it is made from, so that `make` takes it for made.
    (folder / ".venv" / ".ready").touch()
    yield folder
    shutil.rmtree(folder / ".venv")


def typed(sandbox: Session, checkout: Path, line: str) -> str:
    """Type a line in a new shell of the checkout; it works, and what it printed comes back."""
    answer = subprocess.run(
        ["bash", "-c", line],
        cwd=checkout,
        env=sandbox.environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert answer.returncode == 0, f"{line}: {answer.stdout}{answer.stderr}"
    return answer.stdout


def test_both_pages_begin_alike() -> None:
    """The first commands that anybody types; the second of them is what runs this."""
    assert commands("docs/index.md") == BEGINNING
    assert commands("README.md")[: len(BEGINNING)] == BEGINNING


def test_the_first_command_again_finds_all_there(sandbox: Session, dev: PulumiResult, checkout: Path) -> None:
    """`make sandbox` brings up what is not, deploys what is missing, which is nothing, and says how to go on."""
    before = sandbox.outputs("dev")
    outside = [each for each in resources(sandbox, "dev") if _outside(each)]
    said = typed(sandbox, checkout, BEGINNING[0])
    assert f"dev: {len(outside)} resources" in said
    assert " unchanged" in said
    assert not [word for word in (" created", " updated", " replaced", " deleted") if word in said]
    assert 'sandbox env)"' in said
    assert sandbox.outputs("dev") == before


def test_the_readme_goes_on_to_staging(sandbox: Session, staging: PulumiResult) -> None:
    """By the very commands that have brought it up here, the account's first."""
    ups = [line for line in commands("README.md") if line.startswith("pulumi up ")]
    account = stack_of(sandbox.project.accounts.of("staging"))
    assert ups == [f"pulumi up -s {account}", f"pulumi {' '.join(staging.arguments[:3])}"]
    assert resources(sandbox, account)


def test_its_other_commands_show_what_is_there(sandbox: Session, staging: PulumiResult, checkout: Path) -> None:
    """Each in a shell that has done what the page says before it."""
    page = commands("README.md")
    looking = [line for line in page if line not in (*BEGINNING, ENTERING) and not line.startswith("pulumi up ")]
    assert ENTERING in page
    if shutil.which("kubectl") is None:  # The project does not need it.
        looking.remove("kubectl get pods -A")
    said = {line: typed(sandbox, checkout, f"{ENTERING}\n{line}") for line in looking}
    # The shell is dev's administrator, and each environment has an account and a cluster of its own.
    assert "portarium-dev" in said["aws eks list-clusters"]
    assert "staging" in said["portarium status"]
    assert all("apps-" in text for line, text in said.items() if line.startswith("kubectl"))


def _outside(resource: dict[str, object]) -> bool:
    """Whether something is there outside of Pulumi, as the sandbox counts it."""
    return bool(resource.get("custom")) and not str(resource["type"]).startswith("pulumi:")
