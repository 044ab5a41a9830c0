"""The operator's commands, as a shell on the sandbox runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from portarium_sandbox.session import Session


def portarium(sandbox: Session, *arguments: str, seconds: float = 300) -> subprocess.CompletedProcess[str]:
    """Run `portarium` without a terminal; one that hangs is ended."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("portarium")), *arguments],
        cwd=sandbox.project.folder,
        env=sandbox.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def portarium_json(sandbox: Session, *arguments: str) -> Any:
    """Run a command that must work, and return what it prints for scripts."""
    answer = portarium(sandbox, *arguments)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return json.loads(answer.stdout)
