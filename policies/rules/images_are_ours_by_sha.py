"""Pods run our own images, named by the commit they were built from; only the resolver is EKS's, as it is pinned."""

from collections.abc import Iterator

from domain.image import IMAGE_FORM, is_image
from policies.foreign import is_resolver
from policies.pod import POD_TYPES, containers
from policies.resource import Resource
from policies.rule import ResourceRule


def _check(resource: Resource) -> Iterator[str]:
    if is_resolver(resource):
        return
    for name, container in containers(resource):
        image = container.get("image") or ""
        if not is_image(image):
            yield f"container {name} runs {image or 'nothing'}; use {IMAGE_FORM}, 40 hex digits"


RULE = ResourceRule(
    name="images-are-ours-by-sha",
    description=f"Every container runs {IMAGE_FORM}; the resolver of the execution plane runs EKS's CoreDNS.",
    types=POD_TYPES,
    check=_check,
)
