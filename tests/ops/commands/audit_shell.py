"""A shell whose Pulumi knows the outputs of dev and staging, on a cloud that is there."""

import json
import shlex
import sys
from pathlib import Path

from tests.ops.operations.audit.cloud import Cloud

_PULUMI = """\
import json, sys
outputs = json.loads(sys.argv[1])
stack = sys.argv[sys.argv.index("-s") + 1]
if stack not in outputs:
    sys.exit(f"error: no stack named '{stack}' found")
print(json.dumps(outputs[stack]))
"""


def shell(cloud: Cloud, folder: Path, *stacks: str) -> dict[str, str]:
    """The variables of a shell in which these stacks are deployed, each with a bucket and a key."""
    outputs = {name: {"evidenceBucket": cloud.bucket(), "auditKeyArn": cloud.key()} for name in stacks}
    script = folder / "pulumi.py"
    script.write_text(_PULUMI, encoding="utf-8")
    pulumi = folder / "pulumi"
    words = shlex.join([sys.executable, str(script), json.dumps(outputs)])
    pulumi.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
    pulumi.chmod(0o755)
    return {**cloud.variables, "PATH": f"{folder}:/usr/bin:/bin", "PULUMI_BACKEND_URL": "file:///nowhere"}
