"""A cluster as AWS describes it by the name that the program gives it: the way in while its first update goes on."""

from collections.abc import Mapping
from typing import Any

from components.aws.kubeconfig import kubeconfig
from components.naming import physical_name


def cluster_name(environment: str) -> str:
    """What EKS calls the cluster of an environment."""
    return physical_name(environment)


def kubeconfig_of(described: Mapping[str, Any], region: str) -> str | None:
    """The kubeconfig of a cluster that EKS describes, as the outputs will have it; None where none answers yet."""
    endpoint, authority = described.get("endpoint"), described.get("certificateAuthority", {}).get("data")
    if not endpoint or not authority:
        return None
    return kubeconfig(cluster=described["name"], endpoint=endpoint, certificate_authority=authority, region=region)
