"""All that a cluster holds, by name and identity: what is compared to find a trace."""

from __future__ import annotations

from portarium_sandbox.kubernetes.client import KubernetesClient

BOOKKEEPING = frozenset({"componentstatuses", "events", "ipaddresses", "leases"})
"""What a cluster writes about itself all the time, and the addresses that it keeps for its services."""


def objects_of(cluster: KubernetesClient) -> dict[str, str]:
    """Return every object of a cluster with its identity, `<resource> <namespace>/<name>` to uid."""
    versions = ["v1", *(group["preferredVersion"]["groupVersion"] for group in cluster.get("/apis")["groups"])]
    found: dict[str, str] = {}
    for version in versions:
        prefix = f"{'/apis' if '/' in version else '/api'}/{version}"
        for resource in cluster.get(prefix)["resources"]:
            if "list" not in resource["verbs"] or resource["name"] in BOOKKEEPING:
                continue
            for entry in cluster.get(f"{prefix}/{resource['name']}")["items"]:
                metadata = entry["metadata"]
                found[f"{resource['name']} {metadata.get('namespace', '')}/{metadata['name']}"] = metadata["uid"]
    return found
