"""Says which libraries in Go, of all that is built here, have a licence that we may not use, or none that is found."""

import sys
from collections.abc import Mapping
from pathlib import Path

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.gobuild import GoModule, build
from portarium_sandbox.progress import Progress
from tools.gates.go_programs import GO_LICENSES, PROGRAMS, checked

ALLOWED = (
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-DFS-2016",
    "Unlicense",
)
"""None of these asks for our source, as in the list for Python in `pyproject.toml`."""
LEFT_OUT: Mapping[str, str] = {
    "portarium": "our own modules, which are no library",
    "github.com/sourcegraph/appdash-data": "pages of the engine's tracing, without a licence; built by each user alone",
}
"""What is not looked at, and why."""
_FINDINGS = ("Not allowed license", "Did not find license")


def main() -> int:
    """Look at each program; say each finding in a line, and return 0 when there is none."""
    found: list[str] = []
    try:
        checker = build(GO_LICENSES, Progress())
        for program in PROGRAMS:
            found += findings(checker, program)
    except SandboxError as error:
        found.append(str(error))
    for line in found:
        sys.stderr.write(f"{line}\n")
    return 1 if found else 0


def findings(checker: Path, program: GoModule) -> list[str]:
    """What is wrong with the licences of what a program is linked from, in the checker's words."""
    left_out = [word for name in LEFT_OUT for word in ("--ignore", name)]
    answer = checked(checker, program, "check", program.package, f"--allowed_licenses={','.join(ALLOWED)}", *left_out)
    said = [f"{program.binary}: {line}" for line in answer.stderr.splitlines() if line.startswith(_FINDINGS)]
    if answer.returncode and not said:
        last = (answer.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise SandboxError(f"{program.binary}: go-licenses could not look ({last})")
    return said


if __name__ == "__main__":
    sys.exit(main())
