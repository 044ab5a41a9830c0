"""Keeps `pulumi_policy` from repeating for every call what it needs to do once, or not at all.

The engine asks a pack twice about each resource: to mend it and to judge it. To mend, the SDK decodes the resource
although no rule of ours mends anything, and both times it reads the stack's settings anew from the environment. That is
most of what the SDK does in a call, and the engine works on no other resource meanwhile (docs/adr/0070).
"""

from functools import cache
from typing import Any

from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import policy


def answer_with_less_work() -> None:
    """Make the pack of this process mend nothing, and read the stack's settings once."""
    servicer: Any = policy._PolicyAnalyzerServicer  # pyright: ignore[reportPrivateUsage]
    servicer._configure_runtime_settings = cache(servicer._configure_runtime_settings)
    servicer.Remediate = _mend_nothing


def _mend_nothing(_servicer: object, _request: object, _context: object) -> Any:
    return analyzer_pb2.RemediateResponse()
