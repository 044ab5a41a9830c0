"""Checks the local environment's files: by Compose's own loader, by our rules, and against what the clusters have."""

# ruff: noqa: S603 (a list of words of our own, which no shell reads)

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ops.operations.local.addresses import DEFAULTS, OF_APPLICATION, variable_of
from ops.operations.local.files import MADE, stale
from ops.operations.local.names import BASELINE, WITH_APPLICATION
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import CHECKOUT
from portarium_sandbox.gobuild import GoModule, build
from portarium_sandbox.progress import Progress
from tools import compose_parity, compose_rules

COMPOSE = GoModule(
    title="the loader of Compose files",
    folder=CHECKOUT / "tools" / "compose",
    package=".",
    binary="compose",
    linker_flags="-s -w",
    usual="usually under a minute, the first time only",
)
EXAMPLE = ".env.example"
CANARY = "given-from-outside"
_SHA = "PORTARIUM_IMAGE_SHA"
_VARIABLE = re.compile(r"\$\{(\w+)")
_SAMPLE: Mapping[str, str] = {_SHA: "0" * 40}
_GIVEN: Mapping[str, str] = {
    **_SAMPLE,
    "PORTARIUM_LOCAL_PASSWORD": CANARY,
    "PORTARIUM_LOCAL_ACCESS_KEY": CANARY,
    **{variable_of(name): str(20000 + number) for number, name in enumerate(DEFAULTS | OF_APPLICATION)},
}


def main() -> int:
    """Say each problem in a line; return 0 when there is none."""
    found = [f"{path.relative_to(CHECKOUT)}: not what the clusters say now; run: {MADE}" for path in stale()]
    try:
        loader = build(COMPOSE, Progress())
        found += list(problems(loader, CHECKOUT))
    except (SandboxError, ComposeRefusesError) as error:
        found.append(str(error))
    for line in found:
        sys.stderr.write(f"{line}\n")
    return 1 if found else 0


class ComposeRefusesError(Exception):
    """Compose's loader does not take the files: its own words, in one line."""


def problems(loader: Path, directory: Path) -> Iterator[str]:
    """Give a line for each thing that is wrong with the files in a folder."""
    for names in ((BASELINE,), (BASELINE, WITH_APPLICATION)):
        model = load(loader, directory, names, _GIVEN)
        ports = frozenset(int(value) for name, value in _GIVEN.items() if name.endswith("_PORT"))
        yield from _at(names, compose_rules.problems(model, canary=CANARY, given_ports=ports))
    baseline, merged = (
        load(loader, directory, names, _SAMPLE) for names in ((BASELINE,), (BASELINE, WITH_APPLICATION))
    )
    yield from _at((BASELINE,), compose_parity.default_ports(merged))
    yield from _at((WITH_APPLICATION,), compose_rules.untouched(baseline, merged))
    yield from _at((BASELINE, WITH_APPLICATION), compose_parity.problems(merged))
    yield from _documented(directory)


def load(loader: Path, directory: Path, names: Sequence[str], variables: Mapping[str, str]) -> dict[str, Any]:
    """Return what Compose makes of files with variables; raise ComposeRefusesError with its own words."""
    words = [*(str(directory / name) for name in names), *(f"{name}={value}" for name, value in variables.items())]
    answer = subprocess.run([str(loader), *words], capture_output=True, text=True, check=False, cwd=directory)
    if answer.returncode:
        raise ComposeRefusesError(f"{' with '.join(names)}: {answer.stderr.strip()}")
    return json.loads(answer.stdout)


def _documented(directory: Path) -> Iterator[str]:
    used = {
        name
        for file in (BASELINE, WITH_APPLICATION)
        for name in _VARIABLE.findall((directory / file).read_text(encoding="utf-8"))
    }
    told = set(re.findall(r"^# (\w+)=", (directory / EXAMPLE).read_text(encoding="utf-8"), re.MULTILINE))
    for name in sorted(used - told):
        yield f"{EXAMPLE}: {name} is missing; the files of Compose read it"
    for name in sorted(told - used):
        yield f"{EXAMPLE}: {name} is read by no file of Compose"


def _at(names: Sequence[str], lines: Iterator[str]) -> Iterator[str]:
    return (f"{' with '.join(names)}: {line}" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
