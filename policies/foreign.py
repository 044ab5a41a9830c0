"""The one deployment of ours that runs an image of others: the resolver of the execution plane, which is CoreDNS."""

from domain.component_names import RESOLVER
from domain.eks_image import is_coredns_image
from policies.pod import containers
from policies.resource import Resource, part

_DEPLOYMENT = "kubernetes:apps/v1:Deployment"

CAPABILITY = "NET_BIND_SERVICE"
"""What its program is marked with, and does not start without; the restricted standard permits it."""


def is_resolver(resource: Resource) -> bool:
    """Tell the resolver by its name, by where it is, and by all that it runs: one container, of EKS's image."""
    metadata = part(resource.properties, "metadata")
    place = (metadata.get("namespace"), metadata.get("name"))
    if resource.type != _DEPLOYMENT or place != ("system", RESOLVER):
        return False
    images = [container.get("image") or "" for _, container in containers(resource)]
    return len(images) == 1 and is_coredns_image(images[0])
