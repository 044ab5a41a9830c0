"""The one place where the program trades generality for speed; everything else is written for its reader.

A preview is what people wait for, and two thirds of a preview of a big Python program go into the things below.
They are safe because a Pulumi program is a process that lives for one run; `docs/speed.md` has the measurements.
"""

import gc
import os

import pulumi

from stacks.sdk_imports import import_resources_on_use
from stacks.sdk_waiting import begin_before_waiting

KEEP_DEBUG_LOG = "PORTARIUM_DEBUG_LOG"


def tune_for_one_run() -> None:
    """Switch off what only a long-lived process, or someone debugging the SDK, needs."""
    # The SDK keeps every task, output and dependency set alive until the run ends, so that the cyclic collector walks
    # an ever growing graph and finds nothing. The process ends before the memory would matter.
    gc.disable()
    # Each of the SDK's debug lines is a blocking call to the engine, which throws it away unless `--debug` was given,
    # and the program is not told whether it was: who wants the lines says so by the environment.
    if not os.environ.get(KEEP_DEBUG_LOG):
        pulumi.log.debug = _discard
    # A service of the SDK imports hundreds of modules for the handful of resources that are used.
    import_resources_on_use()
    # The SDK's way of waiting for the engine costs the square of the resources unless the calls have begun.
    begin_before_waiting()


def _discard(
    msg: str,
    resource: pulumi.Resource | None = None,
    stream_id: int | None = None,
    ephemeral: bool | None = None,
) -> None:
    """Stand in for `pulumi.log.debug`."""
