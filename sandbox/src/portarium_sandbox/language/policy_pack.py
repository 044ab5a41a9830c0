"""Runs a Python policy pack as `pulumi.policy` does, and tells it the stack's settings before its first rule.

Pulumi's own host puts the project, stack and config into the pack's environment by standing between the engine and
the pack for every call. Here the pack's process notes them when the engine configures the stack, so that each
analysed resource costs one call and not two (docs/adr/0012-policy-packs-without-a-proxy.md).
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any

from pulumi.runtime.proto import analyzer_pb2_grpc

add_to_server = analyzer_pb2_grpc.add_AnalyzerServicer_to_server


def stack_environment(request: Any) -> dict[str, str]:
    """Return the variables in which `pulumi_policy` looks for the stack's settings."""
    variables = {
        "PULUMI_ORGANIZATION": request.organization,
        "PULUMI_PROJECT": request.project,
        "PULUMI_STACK": request.stack,
        "PULUMI_DRY_RUN": "true" if request.dry_run else "false",
        "PULUMI_CONFIG": json.dumps(dict(request.config)) if request.config else "",
    }
    return {name: value for name, value in variables.items() if value}


def note_stack(servicer: Any) -> Any:
    """Make an analyzer put the stack's settings into its environment when the engine sends them."""
    configure_stack = servicer.ConfigureStack

    def noting(request: Any, context: Any) -> Any:
        os.environ.update(stack_environment(request))
        return configure_stack(request, context)

    servicer.ConfigureStack = noting
    return servicer


def main() -> None:
    """Run `python -m pulumi.policy` with every analyzer it serves taking note of the stack."""

    def add_noting(servicer: Any, server: Any) -> None:
        add_to_server(note_stack(servicer), server)

    analyzer_pb2_grpc.add_AnalyzerServicer_to_server = add_noting
    # `python -m` puts the pack's folder, its working directory, on the path; `-P` kept it off for our own start.
    sys.path.insert(0, str(Path.cwd()))
    runpy.run_module("pulumi.policy", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
