"""Pods run our own images, named by the commit they were built from."""

import re
from collections.abc import Iterator

from policies.pod import POD_TYPES, containers
from policies.resource import Resource
from policies.rule import ResourceRule

_IMAGE = re.compile(r"ghcr\.io/[a-z0-9][a-z0-9-]*/portarium-[a-z0-9]+(-[a-z0-9]+)*:[0-9a-f]{40}", re.ASCII)


def _check(resource: Resource) -> Iterator[str]:
    for name, container in containers(resource):
        image = container.get("image") or ""
        if not _IMAGE.fullmatch(image):
            yield f"container {name} runs {image or 'nothing'}; use ghcr.io/<org>/portarium-<component>:<40 hex digits>"


RULE = ResourceRule(
    name="images-are-ours-by-sha",
    description="Every container runs ghcr.io/<org>/portarium-<component>:<git SHA>.",
    types=POD_TYPES,
    check=_check,
)
