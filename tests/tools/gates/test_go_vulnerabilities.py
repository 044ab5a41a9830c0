"""Vulnerabilities of Go's libraries: findings are told with what mends them, and no answer is no good news."""

from pathlib import Path

import pytest

from portarium_sandbox.errors import SandboxError
from tools.gates.go_vulnerabilities import findings
from tools.lint_workflows import ACTIONLINT

REPORT = """\
=== Package Results ===

Vulnerability #1: GO-2021-0113
    Out-of-bounds read in golang.org/x/text/language
  More info: https://pkg.go.dev/vuln/GO-2021-0113
  Module: golang.org/x/text
    Found in: golang.org/x/text@v0.3.5
    Fixed in: golang.org/x/text@v0.3.7
"""
UNREACHABLE = "govulncheck: fetching vulnerabilities: Get https://vuln.go.dev/index/modules.json.gz: no such host"


def _checker(folder: Path, *, said: str = "", error: str = "", code: int) -> Path:
    """A double of govulncheck, which says what it is told to."""
    (folder / "said").write_text(said)
    path = folder / "govulncheck"
    path.write_text(f'#!/usr/bin/env bash\ncat {folder}/said\necho "{error}" >&2\nexit {code}\n')
    path.chmod(0o755)
    return path


def test_a_vulnerability_is_told_with_the_version_that_mends_it(tmp_path: Path) -> None:
    """After the program that is linked from it."""
    assert findings(_checker(tmp_path, said=REPORT, code=3), ACTIONLINT) == [
        "actionlint: Vulnerability #1: GO-2021-0113",
        "actionlint: Module: golang.org/x/text",
        "actionlint: Found in: golang.org/x/text@v0.3.5",
        "actionlint: Fixed in: golang.org/x/text@v0.3.7",
    ]


def test_a_finding_in_other_words_is_one(tmp_path: Path) -> None:
    """Another version of the checker may write its report otherwise."""
    assert len(findings(_checker(tmp_path, said="1 found", code=3), ACTIONLINT)) == 1


def test_no_answer_is_an_error(tmp_path: Path) -> None:
    """Without the database nobody knows, and nothing passes."""
    with pytest.raises(SandboxError, match="actionlint: govulncheck could not ask"):
        findings(_checker(tmp_path, error=UNREACHABLE, code=1), ACTIONLINT)


def test_nothing_found_is_nothing_told(tmp_path: Path) -> None:
    """The checker has asked, and knows of none."""
    assert findings(_checker(tmp_path, said="No vulnerabilities found.", code=0), ACTIONLINT) == []
