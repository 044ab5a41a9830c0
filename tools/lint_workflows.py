"""Lints the GitHub workflows: actionlint, built once from its Go module, and zizmor without a network."""

# ruff: noqa: S603 (lists of words of our own, which no shell reads)

import subprocess
import sys
from pathlib import Path

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import CHECKOUT
from portarium_sandbox.gobuild import GoModule, build
from portarium_sandbox.progress import Progress

ACTIONLINT = GoModule(
    title="actionlint",
    folder=CHECKOUT / "tools" / "actionlint",
    package="github.com/rhysd/actionlint/cmd/actionlint",
    binary="actionlint",
    linker_flags="-s -w",
    usual="usually under a minute, the first time only",
)


def main() -> int:
    """Run both over everything in .github; return 0 when neither finds anything."""
    try:
        actionlint = build(ACTIONLINT, Progress())
    except SandboxError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    # Beside this Python and not from PATH: the version that requirements.lock pins.
    zizmor = Path(sys.executable).with_name("zizmor")
    # Not with shellcheck or pyflakes, which one machine has and another lacks: the result must be the same everywhere.
    commands = (
        [actionlint, "-shellcheck=", "-pyflakes="],
        [zizmor, "--offline", "--persona=pedantic", "--no-progress", "--quiet", ".github"],
    )
    return max(subprocess.run(command, cwd=CHECKOUT, check=False).returncode for command in commands)


if __name__ == "__main__":
    sys.exit(main())
