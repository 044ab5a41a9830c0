"""Pods can't take the credentials of the node they run on."""

from collections.abc import Iterator

from policies.resource import Resource, part
from policies.rule import ResourceRule


def _check(resource: Resource) -> Iterator[str]:
    metadata = part(resource.properties, "metadataOptions")
    if metadata.get("httpEndpoint") == "disabled":
        return
    if (tokens := metadata.get("httpTokens")) != "required":
        yield f"gives metadata away without a token ({tokens or 'optional'}); set metadataOptions.httpTokens: required"
    hops = metadata.get("httpPutResponseHopLimit")
    if hops != 1:
        told = "any number of" if hops is None else f"{hops:g}"
        yield f"answers metadata requests over {told} hops; set metadataOptions.httpPutResponseHopLimit to 1"


RULE = ResourceRule(
    name="node-credentials-are-out-of-reach",
    description="Nodes serve instance metadata with session tokens and one hop, which no pod reaches.",
    types=frozenset({"aws:ec2/launchTemplate:LaunchTemplate"}),
    check=_check,
)
