"""The vocabulary of the declarative table: a resource type is what its API calls take and tell.

A value in a call's parameters is the name of an input property, or a function of the `Subject`.
What a call cannot say in this vocabulary is a function of the `Subject` instead of a `Call`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portarium_sandbox.providers.aws.conversion import at_path
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.tagging import Tagging
from portarium_sandbox.providers.properties import Properties

Value = str | Callable[[Subject], Any]


@dataclass(frozen=True)
class Call:
    """One API call; parameters without a value are left out."""

    operation: str
    parameters: Mapping[str, Value] = field(default_factory=dict[str, Value])
    at: str = ""
    """The part of the answer that matters, as a dotted path."""
    service: str = ""
    """When it is not the type's own."""

    def __call__(self, subject: Subject) -> Any:
        """Make the call for a resource."""
        arguments = {
            name: subject.api_value(value) if isinstance(value, str) else value(subject)
            for name, value in self.parameters.items()
        }
        operation = getattr(subject.client(self.service), self.operation)
        answer = operation(**{name: value for name, value in arguments.items() if value is not None})
        return at_path(answer, self.at)


Step = Call | Callable[[Subject], Any]


@dataclass(frozen=True)
class Fetch:
    """One call of a read and the properties in its answer."""

    call: Step
    fields: str = ""
    """Properties that have their usual name in the answer."""
    values: Mapping[str, str | Callable[[Any], Any]] = field(default_factory=dict[str, str | Callable[[Any], Any]])
    """Properties that are elsewhere in the answer, or a function of it, in the API's shape."""
    shaped: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict[str, Callable[[Any], Any]])
    """Properties that a function of the answer gives in their own shape."""
    vital: bool = True
    """Whether nothing in the answer means that the resource is gone, and not only these properties."""
    tags: str = ""
    """Where the answer has the tags, if it has them."""


@dataclass(frozen=True)
class Change:
    """How a change of some properties reaches the API."""

    properties: str
    step: Step
    at_creation: bool = True
    """Whether the create call leaves these properties to this step."""


@dataclass(frozen=True)
class Name:
    """A physical name that is made up when the program gives none, as pulumi-aws does."""

    property: str = "name"
    maximum: int = 255
    lower_case: bool = False
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, kw_only=True)
class ResourceType:
    """A row of the table."""

    type: str
    """The type token."""
    service: str
    """The boto3 client."""
    create: Step
    identity: str | Callable[[Subject, Any], str]
    """Where the id is in the answer to the create call."""
    read: tuple[Fetch, ...]
    changes: tuple[Change, ...] = ()
    delete: Step | None
    """None when deleting it means to forget it, as pulumi-aws does with some types."""
    replace: str = ""
    """The properties (or dotted places) whose change needs a new resource."""
    delete_before_replace: bool = False
    """Whether the API knows no two at the same time even under different names."""
    local: str = ""
    """Properties that steer the provider itself and that the API does not know."""
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    computed: Mapping[str, Callable[[Subject], Any]] = field(default_factory=dict[str, Callable[[Subject], Any]])
    """Outputs that follow from the id and the inputs."""
    name: Name | None = None
    tagging: Tagging | None = None
    settle: Step | None = None
    """Waits until what was created or changed is in use."""
    settle_deleted: Step | None = None
    find: Callable[[Subject], str | None] | None = None
    """The id of what an interrupted creation left behind, when not even the id was noted."""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """API names that are not the property's own with a capital."""
    camel_case: bool = False
    """Whether the API's names start in lower case, too."""
    volatile: str = ""
    """Outputs that an update in place may change, and that a preview of one cannot know."""
    validate: Callable[[Properties], None] | None = None
    """Refuses combinations that pulumi-aws refuses at once; raises InputError."""
    import_identifier: Callable[[str], Properties] | None = None
    """The inputs that an id says, for types whose read needs more than the id."""

    def supported(self) -> set[str]:
        """The input properties that the double does something with."""
        named = {self.name.property, f"{self.name.property}Prefix"} if self.name else set[str]()
        tagged = {"tags", "tagsAll"} if self.tagging else set[str]()
        changed = {name for change in self.changes for name in change.properties.split()}
        replaced = {place.partition(".")[0] for place in self.replace.split()}
        return {"region", *named, *tagged, *changed, *replaced, *self.local.split()}


def take(names: str, **others: Value) -> dict[str, Value]:
    """Parameters that are properties under their usual name in the API, and others."""
    return {**{name[:1].upper() + name[1:]: name for name in names.split()}, **others}


def constant(value: Any) -> Callable[[Subject], Any]:
    """A parameter that is always the same."""
    return lambda _subject: value


def identifier(subject: Subject) -> str:
    """The resource's id, as a parameter."""
    return subject.identifier


def identifiers(subject: Subject) -> list[str]:
    """The resource's id alone in a list, as a parameter."""
    return [subject.identifier]


def known(path: str) -> Callable[[Subject], Any]:
    """A parameter that is an input, or what the state has."""
    return lambda subject: subject.known(path)


def told(name: str) -> Callable[[Subject], Any]:
    """A parameter that is one of the outputs."""
    return lambda subject: subject.told(name)


def given(path: str) -> Callable[[Subject, Any], str]:
    """An identity that is one of the inputs."""
    return lambda subject, _answer: subject.get(path)
