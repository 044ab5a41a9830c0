"""The programs in Go that are built from here, and how a checker of Go's is run over what one is linked from."""

# ruff: noqa: S603 (lists of words of our own, which no shell reads)

import subprocess
from collections.abc import Sequence
from pathlib import Path

from portarium_sandbox import golang
from portarium_sandbox.builds import CONTROL_PLANE, ENGINE
from portarium_sandbox.folder import CHECKOUT
from portarium_sandbox.gobuild import GoModule
from portarium_sandbox.native.programs import BUILT
from portarium_sandbox.progress import Progress
from tools.lint_workflows import ACTIONLINT
from tools.local_check import COMPOSE

GO_LICENSES = GoModule(
    title="go-licenses",
    folder=CHECKOUT / "tools" / "licences",
    package="github.com/google/go-licenses/v2",
    binary="go-licenses",
    linker_flags="-s -w",
    usual="usually a minute, the first time only",
)
GOVULNCHECK = GoModule(
    title="govulncheck",
    folder=CHECKOUT / "tools" / "vulnerabilities",
    package="golang.org/x/vuln/cmd/govulncheck",
    binary="govulncheck",
    linker_flags="-s -w",
    usual="usually under a minute, the first time only",
)
PROGRAMS: Sequence[GoModule] = (ENGINE, CONTROL_PLANE, *BUILT.values(), COMPOSE, ACTIONLINT, GO_LICENSES, GOVULNCHECK)
"""Every program in Go that is built from here."""


def checked(checker: Path, module: GoModule, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a checker where a program's module is; Go fetches what of it is not here."""
    go = golang.find_go(Progress())
    own = golang.environment()
    # A program that was built without its paths doesn't know where Go is, and takes every package for one of Go's own.
    root = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True, env=own).stdout.strip()
    return subprocess.run(
        [checker, *words],
        cwd=module.folder,
        env={**own, "GOROOT": root, "PATH": f"{go.parent}:{own['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
