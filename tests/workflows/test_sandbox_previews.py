"""The preview of every environment on a sandbox, with a double of the engine that refuses what the program refuses."""

import subprocess
from pathlib import Path

import pytest

from tests.meta.sources import ROOT

_SCRIPT = ROOT / ".github" / "scripts" / "sandbox_previews.sh"
_ENVIRONMENTS = ("dev", "staging", "prod")
_ENGINE = """#!/usr/bin/env bash
# A double of the engine: it keeps which stacks are up, and refuses an environment without its account or its source.
set -euo pipefail
stack=$(sed -E 's/.* -s ([^ ]+).*/\\1/' <<< "$* ")
up() { grep -qx "$1" ups 2> /dev/null; }
case "$1 $stack" in
  "config "*) [ "$2" = set ] || echo 1111 ;;
  "up account-"*) echo "$stack" >> ups ;;
  "up "* | "preview "*)
    up "account-$stack" || { echo "account-$stack makes it, and comes first"; exit 255; }
    [ "$1" = preview ] || echo "$stack" >> ups ;;
  *) echo "unknown: $*"; exit 64 ;;
esac
"""
_OPERATORS_COMMAND = """#!/usr/bin/env bash
# A double of the operator's command, which has its own tests.
echo "$*" >> ../commands
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the doubles where the script looks for what they stand for."""
    for name, text in (("bin/pulumi", _ENGINE), (".venv/bin/portarium", _OPERATORS_COMMAND)):
        path = tmp_path / "checkout" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    return tmp_path / "checkout"


def test_each_environment_comes_up_after_its_account(checkout: Path) -> None:
    """In an empty cloud nobody has made what an environment stands on."""
    environment = {"PATH": f"{checkout / 'bin'}:/usr/bin:/bin", "GITHUB_STEP_SUMMARY": str(checkout / "summary")}

    answer = subprocess.run([_SCRIPT], cwd=checkout, env=environment, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout + answer.stderr
    ups = (checkout / "ups").read_text(encoding="utf-8").split()
    assert ups == [stack for name in _ENVIRONMENTS for stack in (f"account-{name}", name)]
    summary = (checkout / "summary").read_text(encoding="utf-8")
    assert [f"### {name}, in an empty cloud" in summary for name in _ENVIRONMENTS] == [True] * 3


def test_the_sandbox_is_taken_down_at_the_end(checkout: Path) -> None:
    """The machine that ran it may run something else next."""
    environment = {"PATH": f"{checkout / 'bin'}:/usr/bin:/bin"}

    subprocess.run([_SCRIPT], cwd=checkout, env=environment, capture_output=True, check=True)

    commands = (checkout.parent / "commands").read_text(encoding="utf-8").splitlines()
    assert commands == ["sandbox up", "sandbox env", "status", "sandbox down"]
