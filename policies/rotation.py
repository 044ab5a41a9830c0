"""The jobs of ours that restart others: the rotations of the database's passwords and of other secrets."""

from domain.component_names import OPERATIONS, ROTATION, SECRETS_ROTATION
from domain.image import component_of
from policies.pod import CRON_JOB, containers
from policies.resource import Resource, part

_NAMESPACES = "data-"


def is_rotation(resource: Resource) -> bool:
    """Tell a rotation by its name, where it is, and all that it runs: one container, of the operations image."""
    metadata = part(resource.properties, "metadata")
    namespace, name = str(metadata.get("namespace")), metadata.get("name")
    if resource.type != CRON_JOB or name not in (ROTATION, SECRETS_ROTATION) or not namespace.startswith(_NAMESPACES):
        return False
    images = [container.get("image") or "" for _, container in containers(resource)]
    return len(images) == 1 and component_of(images[0]) == OPERATIONS
