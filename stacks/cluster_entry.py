"""The way into a cluster that was just made: EKS takes up to half a minute to act on an access policy."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import pulumi

_TAKES_EFFECT_SECONDS = 30.0


def once_let_in(kubeconfig: pulumi.Output[str], given_at: pulumi.Output[list[str]]) -> pulumi.Output[str]:
    """The kubeconfig, once EKS acts on the access policies that were given at these times.

    Its provider looks at the cluster once, when it is configured, and takes a refusal for the whole run. A preview
    gives no access policy, and a cluster whose first one is old has let its makers in long ago.
    """
    if pulumi.runtime.is_dry_run():
        return kubeconfig
    return pulumi.Output.all(kubeconfig, given_at).apply(_awaited)


async def _awaited(values: Sequence[Any]) -> str:
    kubeconfig, given_at = cast("tuple[str, list[str | None]]", values)
    times = [datetime.fromisoformat(time) for time in given_at if time]
    if times:
        left = _TAKES_EFFECT_SECONDS - (datetime.now(UTC) - min(times)).total_seconds()
        if left > 0:
            # A clock that is behind AWS's would have us wait for longer than EKS needs.
            seconds = min(left, _TAKES_EFFECT_SECONDS)
            pulumi.log.info(f"waiting for {seconds:.0f} s, until EKS acts on the cluster's access policies")
            await asyncio.sleep(seconds)
    return kubeconfig
