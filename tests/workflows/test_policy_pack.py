"""No environment is previewed or updated from the pipeline without the rules that hold for every resource."""

import re
from pathlib import Path

import pytest

from tests.workflows.workflow import ALL, FOLDER, load, steps

_RUN = re.compile(r"\bpulumi\s+(?:up|update|preview|refresh|destroy|watch)\b[^;|&\n]*")
_PACK = re.compile(r"--policy-pack policies(?=\s|$)")
_SCRIPTS = sorted((FOLDER / "scripts").glob("*.sh"))


def _commands(script: str) -> list[str]:
    """Return the runs of the engine in a shell script: what is quoted or a comment is text, a broken line is one."""
    joined = script.replace("\\\n", " ")
    spoken = "\n".join(re.sub(r"(^|\s)#.*", "", line) for line in joined.split("\n"))
    unquoted = re.sub(r"'[^']*'|\"[^\"]*\"", '""', spoken)
    return [" ".join(command.split()) for command in _RUN.findall(unquoted)]


def _runs() -> dict[str, list[str]]:
    """Return the runs of the engine by the file that they stand in."""
    texts = {path: [step["run"] for step in steps(load(path)) if "run" in step] for path in ALL}
    texts |= {path: [path.read_text(encoding="utf-8")] for path in _SCRIPTS}
    found = {path.name: [run for text in each for run in _commands(text)] for path, each in texts.items()}
    return {name: runs for name, runs in found.items() if runs}


def test_every_preview_and_every_update_carries_the_policy_pack() -> None:
    """A rule that only the preview asks is passed by whoever changes the state in between."""
    runs = _runs()

    assert {name: len(commands) for name, commands in runs.items()} == {
        "deploy.yml": 1,
        "preview.yml": 1,
        "sandbox_previews.sh": 3,
    }
    assert [run for commands in runs.values() for run in commands if not _PACK.search(run)] == []


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name if isinstance(path, Path) else "")
def test_the_engine_is_run_by_a_command_that_can_be_read(path: Path) -> None:
    """Pulumi's own action could run an update by an input, which the test above would not see."""
    engines = [step for step in steps(load(path)) if step.get("uses", "").startswith("pulumi/actions@")]

    assert [step for step in engines if "command" in step["with"]] == []


@pytest.mark.parametrize(
    ("script", "commands"),
    [
        ('pulumi up -s "$STACK" \\\n  --yes\n', ['pulumi up -s "" --yes']),
        ("cd x && pulumi preview -s dev | tee log", ["pulumi preview -s dev"]),
        ('echo "pulumi up -s dev" # pulumi up\n', []),
        ("if ! pulumi   up; then exit 1; fi", ["pulumi up"]),
    ],
)
def test_a_run_is_found_wherever_a_shell_would_run_it(script: str, commands: list[str]) -> None:
    """And what is only said of one is not."""
    assert _commands(script) == commands
