"""A double of the Pulumi command line: answers `stack output` from files, and refuses everything else."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ops.operations.backend import Backend

_SCRIPT = """\
#!/bin/sh
[ "$1 $2" = "stack output" ] || { echo "error: this double knows only stack output" >&2; exit 9; }
for stack in "$@"; do :; done
if [ -f "$0.broken" ]; then echo "error: no such bucket" >&2; exit 1; fi
if [ -f "$0.$stack.profile" ] && [ "$(cat "$0.$stack.profile")" != "$AWS_PROFILE" ]; then
  echo "error: access denied" >&2
  exit 1
fi
if [ -f "$0.$stack.json" ]; then cat "$0.$stack.json"; exit; fi
echo "error: no stack named '$stack' found" >&2
exit 6
"""


def engine_with(
    folder: Path, stacks: dict[str, dict[str, Any]], *, broken: bool = False, only_as: Mapping[str, str] | None = None
) -> Backend:
    """Return a backend that has these stacks with these outputs, some of them for whoever comes by a profile."""
    pulumi = folder / "pulumi"
    pulumi.write_text(_SCRIPT, encoding="utf-8")
    pulumi.chmod(0o755)
    for stack, outputs in stacks.items():
        (folder / f"pulumi.{stack}.json").write_text(json.dumps(outputs), encoding="utf-8")
    for stack, profile in (only_as or {}).items():
        (folder / f"pulumi.{stack}.profile").write_text(profile, encoding="utf-8")
    if broken:
        (folder / "pulumi.broken").touch()
    return Backend(
        address="file:///a/double",
        description="a double",
        chosen_for_you=False,
        pulumi=str(pulumi),
        variables={"PATH": "/usr/bin:/bin"},
        project=folder,
    )


def deployed(*shas: str, command: str = "true") -> dict[str, Any]:
    """Return the outputs of a stack that ran these SHAs, and whose cluster gives a token by this command."""
    history = [{"imageSha": sha, "since": f"2026-01-01T00:00:0{at}Z"} for at, sha in enumerate(shas)]
    kubeconfig: dict[str, Any] = {
        # Port 1 has no server: the cluster can't be reached.
        "clusters": [{"cluster": {"server": "https://127.0.0.1:1", "certificate-authority-data": ""}}],
        "users": [{"user": {"exec": {"command": command, "args": []}}}],
    }
    return {
        "release": {**history[-1], "history": history},
        "status": "ready",
        "kubeconfig": json.dumps(kubeconfig),
        "namespaces": {"control": "apps"},
    }
