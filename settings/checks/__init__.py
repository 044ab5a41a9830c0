"""The checks that look at more than one key, or at the registry; one topic a file.

Each is a function of a draft, whose malformed keys are left out, and yields what it finds wrong.
"""

from collections.abc import Callable

from settings.checks import (
    access,
    capacity,
    cluster,
    connections,
    database,
    domains,
    egress,
    evidence,
    floors,
    identity,
    identity_provider,
    image_digests,
    network,
    node_pools,
    platform,
    presence,
    quotas,
    secrets_bundle,
    variables,
    workloads,
)
from settings.draft import Draft, Findings

CHECKS: tuple[Callable[[Draft], Findings], ...] = (
    presence.check,
    floors.check,
    network.check,
    cluster.check,
    node_pools.check,
    capacity.check,
    database.check,
    connections.check,
    evidence.check,
    domains.check,
    workloads.check,
    variables.check,
    secrets_bundle.check,
    identity.check,
    identity_provider.check,
    image_digests.check,
    egress.check,
    access.check,
    quotas.check,
    platform.check,
)
