"""Licences of Go's libraries: what is refused and what is not found is told, and a checker that can't look fails."""

from pathlib import Path

import pytest

from portarium_sandbox.errors import SandboxError
from tests.meta.sources import ROOT
from tools.gates.go_licences import ALLOWED, findings
from tools.gates.go_programs import PROGRAMS
from tools.lint_workflows import ACTIONLINT

REFUSED = "Not allowed license 'AGPL-3.0' found for library 'example.com/copied'."
NONE = "Did not find license for library 'example.com/silent'."


def _checker(folder: Path, said: str, code: int) -> Path:
    """A double of go-licenses: it keeps how it was called and where, and says what it is told to."""
    path = folder / "go-licenses"
    kept = f'printf "%s\\n" "$PWD" "$GOROOT" "$@" > {folder}/called'
    path.write_text(f'#!/usr/bin/env bash\n{kept}\necho "{said}" >&2\nexit {code}\n')
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("said", [REFUSED, NONE])
def test_a_licence_that_we_may_not_use_is_told(tmp_path: Path, said: str) -> None:
    """In the checker's words, after the program that is linked from it."""
    assert findings(_checker(tmp_path, f"W1127 non-Go code\n{said}", 1), ACTIONLINT) == [f"actionlint: {said}"]


def test_the_checker_looks_at_what_is_linked(tmp_path: Path) -> None:
    """Where the program's module is, and knowing which packages are Go's own."""
    assert findings(_checker(tmp_path, "", 0), ACTIONLINT) == []
    place, root, command, package, *rest = (tmp_path / "called").read_text().splitlines()
    assert (place, command, package) == (str(ACTIONLINT.folder), "check", ACTIONLINT.package)
    assert (Path(root) / "src" / "fmt").is_dir()
    assert f"--allowed_licenses={','.join(ALLOWED)}" in rest


def test_a_checker_that_cannot_look_has_not_found_nothing(tmp_path: Path) -> None:
    """Modules that Go can't fetch are an error, in one line."""
    with pytest.raises(SandboxError, match=r"actionlint: go-licenses could not look \(no such module\)"):
        findings(_checker(tmp_path, "no such module", 1), ACTIONLINT)


def test_every_module_is_looked_at() -> None:
    """A program that is built and not in the list would be nobody's."""
    here = {path.parent for folder in ("sandbox/src", "tools") for path in (ROOT / folder).rglob("go.mod")}
    assert {program.folder for program in PROGRAMS} == here
