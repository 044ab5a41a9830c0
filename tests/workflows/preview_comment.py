"""The comment that a pull request gets of a preview: the workflow's own script, with a double of `gh` that keeps it."""

import subprocess
from pathlib import Path

from tests.workflows.workflow import workflow

_GH = """#!/usr/bin/env bash
# A double of gh: a pull request without comments, which keeps the one that it is given.
set -euo pipefail
last=${*: -1}
case "$*" in
  *--paginate*) ;;
  *"--method POST"*) cp "${last#body=@}" "$KEPT/posted.md" ;;
  *) echo "unknown: $*" >&2; exit 64 ;;
esac
"""


def comment_of(preview: str, folder: Path, stack: str = "dev") -> str:
    """What is posted when a stack's preview has said this."""
    [script] = [
        step["run"] for step in workflow("preview")["jobs"]["comment"]["steps"] if "body.md" in step.get("run", "")
    ]
    for name in ("bin", "kept", "previews"):
        (folder / name).mkdir()
    double = folder / "bin" / "gh"
    double.write_text(_GH, encoding="utf-8")
    double.chmod(0o755)
    (folder / "previews" / f"preview-{stack}.txt").write_text(preview, encoding="utf-8")
    subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={
            "PATH": f"{folder / 'bin'}:/usr/bin:/bin",
            "KEPT": str(folder / "kept"),
            "GH_TOKEN": "none",
            "REPOSITORY": "organization/portarium",
            "PULL_REQUEST": "7",
            "COMMIT": "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829",
        },
        capture_output=True,
        check=True,
    )
    return (folder / "kept" / "posted.md").read_text(encoding="utf-8")
