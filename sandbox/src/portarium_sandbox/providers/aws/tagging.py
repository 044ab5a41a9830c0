"""Tags: how each service takes and tells them.

The creation tag marks a resource between the call that creates it and the note of its id; see `ledger`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list, at_path
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.properties import is_object

CREATION_TAG = "portarium:creation"

Who = Callable[[Subject], Any]


@dataclass(frozen=True)
class Tagging:
    """How one resource type is tagged: its calls, and what they call the resource, the tags and the keys."""

    who: Mapping[str, Who]
    """The parameters that say which resource."""
    add: str = "tag_resource"
    remove: str = "untag_resource"
    read: str = "list_tags_for_resource"
    """Not called when one of the type's reads tells the tags already."""
    told_at: str = "Tags"
    tags: str = "Tags"
    keys: str = "TagKeys"
    key: str = "Key"
    value: str = "Value"
    as_map: bool = False
    keys_as_tags: bool = False
    """Whether the removing call takes the keys in the shape of tags."""
    marks_creation: bool = False
    """Whether the create call sets the creation tag, for types of which AWS makes a second one without a word."""

    def encode(self, tags: Mapping[str, str]) -> Any:
        """Tags in the service's shape; None without any, because no service takes an empty list."""
        if not tags:
            return None
        if self.as_map:
            return dict(tags)
        return [{self.key: key, self.value: value} for key, value in tags.items()]

    def decode(self, told: Any) -> dict[str, str]:
        """Tags in the service's shape, without those that are not the user's."""
        pairs = told.items() if is_object(told) else ((item[self.key], item[self.value]) for item in as_list(told))
        return {key: value for key, value in pairs if not is_reserved(key)}

    def at_creation(self, subject: Subject) -> Any:
        """The tags as a parameter of the create call."""
        mark = {CREATION_TAG: subject.creation_token} if self.marks_creation else {}
        return self.encode({**subject.tags, **mark})

    def unmark(self, subject: Subject) -> None:
        """Take the creation tag off again, now that the id is noted."""
        if self.marks_creation:
            self.change(subject, {CREATION_TAG: subject.creation_token}, {})

    def fetch(self, subject: Subject) -> dict[str, str]:
        """The tags that the resource has now."""
        answer = getattr(subject.client(), self.read)(**self._who(subject))
        return self.decode(at_path(answer, self.told_at))

    def change(self, subject: Subject, old: Mapping[str, str], new: Mapping[str, str]) -> None:
        """Make the new tags of the old ones."""
        removed = [key for key in old if key not in new]
        changed = {key: value for key, value in new.items() if old.get(key) != value}
        if removed:
            keys = [{self.key: key} for key in removed] if self.keys_as_tags else removed
            getattr(subject.client(), self.remove)(**self._who(subject), **{self.keys: keys})
        if changed:
            getattr(subject.client(), self.add)(**self._who(subject), **{self.tags: self.encode(changed)})

    def _who(self, subject: Subject) -> dict[str, Any]:
        return {name: value(subject) for name, value in self.who.items()}


def is_reserved(key: str) -> bool:
    """Whether a tag is AWS's or the double's own."""
    return key.startswith("aws:") or key == CREATION_TAG


def tags_without_defaults(
    tags: Mapping[str, str], given: Mapping[str, str], defaults: Mapping[str, str]
) -> dict[str, str]:
    """The resource's own tags among all it has: without those that only the provider's configuration gives."""
    return {key: value for key, value in tags.items() if key in given or defaults.get(key) != value}
