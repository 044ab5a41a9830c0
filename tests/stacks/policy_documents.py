"""Every IAM document of whole stacks, found by what it is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

from tests.recording import Recording, Registered

Kind = Literal["IDENTITY_POLICY", "RESOURCE_POLICY", "TRUST_POLICY"]


@dataclass(frozen=True, kw_only=True)
class PolicyDocument:
    """A document, where it stands, and which grammar AWS reads it by."""

    place: str
    """The resource's name and the property, the same in every stack."""
    kind: Kind
    text: str

    @property
    def content(self) -> dict[str, Any]:
        """The document, read."""
        return cast("dict[str, Any]", json.loads(self.text))


def policy_documents(recording: Recording) -> Iterator[PolicyDocument]:
    """All of a stack's documents: whatever text has statements, in whatever property of whatever resource."""
    for resource in recording.resources:
        for path, text in _texts(resource.inputs, ""):
            if text.startswith("{") and '"Statement"' in text:
                yield PolicyDocument(place=f"{resource.name}{path}", kind=_kind(resource, path), text=text)


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        if "Statement" in members:
            yield path, json.dumps(members)
        for name, item in members.items():
            yield from _texts(item, f"{path}.{name}")
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[Any]", value)):
            yield from _texts(item, f"{path}[{index}]")


def _kind(resource: Registered, path: str) -> Kind:
    if path == ".assumeRolePolicy":
        return "TRUST_POLICY"
    return "IDENTITY_POLICY" if resource.type.startswith("aws:iam/") else "RESOURCE_POLICY"
