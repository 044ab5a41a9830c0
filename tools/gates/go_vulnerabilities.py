"""Says which known vulnerabilities are in what programs in Go are linked from, and fails where it can't ask.

The database is Go's own, `vuln.go.dev`; a machine that doesn't reach it learns nothing, and is told so.
"""

import sys
from pathlib import Path

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.gobuild import GoModule, build
from portarium_sandbox.progress import Progress
from tools.gates.go_programs import GOVULNCHECK, PROGRAMS, checked

_FOUND = 3
"""The exit code of govulncheck that means findings; any other but 0 means that it could not look."""


def main() -> int:
    """Ask about each program; say each finding, and return 0 when there is none."""
    found: list[str] = []
    try:
        checker = build(GOVULNCHECK, Progress())
        for program in PROGRAMS:
            found += findings(checker, program)
    except SandboxError as error:
        found.append(str(error))
    for line in found:
        sys.stderr.write(f"{line}\n")
    return 1 if found else 0


def findings(checker: Path, program: GoModule) -> list[str]:
    """The vulnerabilities of what a program is linked from, with where they are told of and where they are mended."""
    answer = checked(checker, program, "-scan=package", program.package)
    if answer.returncode == _FOUND:
        said = [line.strip() for line in answer.stdout.splitlines() if _says(line)]
        return [
            f"{program.binary}: {line}"
            for line in said or ["has a known vulnerability, told in words that are not known here"]
        ]
    if answer.returncode:
        last = (answer.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise SandboxError(f"{program.binary}: govulncheck could not ask ({last})")
    return []


def _says(line: str) -> bool:
    return line.strip().startswith(("Vulnerability #", "Module:", "Found in:", "Fixed in:"))


if __name__ == "__main__":
    sys.exit(main())
