"""What the rows of EC2 share: tags, attributes and looking things up."""

from collections.abc import Callable
from typing import Any

from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import identifiers
from portarium_sandbox.providers.aws.tagging import CREATION_TAG, Tagging


class Ec2Tagging(Tagging):
    """EC2 removes tags in the shape in which it adds them, and tells them with each resource."""

    def fetch(self, subject: Subject) -> dict[str, str]:
        """The tags that the resource has now."""
        filters = [{"Name": "resource-id", "Values": [subject.identifier]}]
        return self.decode(subject.client().describe_tags(Filters=filters)["Tags"])


EC2_TAGS = Ec2Tagging(
    {"Resources": identifiers},
    add="create_tags",
    remove="delete_tags",
    keys="Tags",
    keys_as_tags=True,
    marks_creation=True,
)


def tag_specification(resource_type: str) -> Callable[[Subject], Any]:
    """The tags as EC2's create calls take them."""
    return lambda subject: [{"ResourceType": resource_type, "Tags": EC2_TAGS.at_creation(subject)}]


def attribute(name: str) -> Callable[[Subject], Any]:
    """A boolean input in the wrapping that EC2's modify calls take."""
    return lambda subject: {"Value": bool(subject.get(name))}


def described(subject: Subject, operation: str, at: str, by: str) -> Any:
    """What a describe call says about the resource, or None."""
    found = getattr(subject.client(), operation)(**{by: [subject.identifier]})[at]
    return found[0] if found else None


def find_by_mark(subject: Subject) -> str | None:
    """Find a resource by its creation tag, which no other ever has; moto has names of its own for the types."""
    filters = [{"Name": f"tag:{CREATION_TAG}", "Values": [subject.creation_token]}]
    found = subject.client().describe_tags(Filters=filters)["Tags"]
    marked = [tag for tag in found if tag["Key"] == CREATION_TAG and tag["Value"] == subject.creation_token]
    return marked[0]["ResourceId"] if marked else None
