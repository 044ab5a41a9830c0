"""The checks that look at more than one key, or at the registry; one topic a file.

Each is a function of the parsed config, whose wrong keys are left out, and of the stack's place in the registry. It
yields the path of a key and what is wrong there.
"""

from collections.abc import Callable, Iterator

from settings.checks import (
    access,
    cluster,
    database,
    domains,
    egress,
    evidence,
    floors,
    network,
    node_pools,
    presence,
    quotas,
    workloads,
)
from settings.stack import Stack
from settings.stack_config import StackConfig

CHECKS: tuple[Callable[[StackConfig, Stack], Iterator[tuple[str, str]]], ...] = (
    presence.check,
    floors.check,
    network.check,
    cluster.check,
    node_pools.check,
    database.check,
    evidence.check,
    domains.check,
    workloads.check,
    egress.check,
    access.check,
    quotas.check,
)
