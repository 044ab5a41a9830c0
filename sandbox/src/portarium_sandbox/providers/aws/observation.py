"""Reading a resource back: what the API says it is, and what of that the state is to say."""

from typing import Any

from portarium_sandbox.providers.aws.api_errors import is_gone
from portarium_sandbox.providers.aws.conversion import as_map, at_path, covers, is_empty, merged
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Fetch, ResourceType
from portarium_sandbox.providers.aws.tagging import tags_without_defaults
from portarium_sandbox.providers.properties import Properties, is_object


def observe(row: ResourceType, subject: Subject) -> Properties | None:
    """The properties that the API tells, or None when the resource is gone."""
    observed = subject.observed = {}
    tags: dict[str, str] | None = None
    for fetch in row.read:
        try:
            answer = fetch.call(subject)
        except Exception as error:
            if not is_gone(error):
                raise
            answer = None
        if answer is None or answer == []:
            if fetch.vital:
                return None
            observed.update(dict.fromkeys((*fetch.fields.split(), *fetch.values, *fetch.shaped)))
            continue
        observed.update(_properties(fetch, answer, subject))
        if fetch.tags and row.tagging is not None:
            tags = row.tagging.decode(at_path(answer, fetch.tags))
    observed.update({name: value(subject) for name, value in row.computed.items()})
    if row.tagging is not None:
        observed["tagsAll"] = row.tagging.fetch(subject) if tags is None else tags
    if "region" in subject.schema.outputs:
        observed["region"] = subject.aws.region
    return {name: value for name, value in observed.items() if name in subject.schema.outputs}


def outputs_of(inputs: Properties, observed: Properties) -> Properties:
    """The outputs of a resource that is as it should be: as observed, completed by what was asked for."""
    given = {name: value for name, value in inputs.items() if not name.startswith("__")}
    outputs = {**given, **{name: merged(given.get(name), value) for name, value in observed.items()}}
    return {name: value for name, value in outputs.items() if value is not None}


def planned(old: Properties, new: Properties, outputs: Properties) -> Properties:
    """The outputs after an update: what nobody writes stays as AWS has answered it, inside of a block, too."""
    result = dict(new)
    for name, value in outputs.items():
        if name not in new:
            if name not in old:
                result[name] = value
        elif is_object(new[name]) and is_object(value):
            before = old.get(name)
            result[name] = planned(before if is_object(before) else {}, new[name], value)
    return result


def drifted(inputs: Properties, observed: Properties, defaults: dict[str, str]) -> Properties:
    """The inputs, with those that the API contradicts replaced by what it says."""
    result = dict(inputs)
    for name, value in inputs.items():
        if name in observed and name not in ("tags", "tagsAll") and not covers(observed[name], value):
            result[name] = _like(value, observed[name])
    tags = observed.get("tagsAll")
    if tags is not None and tags != as_map(inputs.get("tagsAll")):
        given = as_map(inputs.get("tags"))
        result["tags"] = tags_without_defaults(tags, given, defaults)
        result["tagsAll"] = tags
    return result


def imported(row: ResourceType, subject: Subject, observed: Properties, defaults: dict[str, str]) -> Properties:
    """The inputs that describe a resource which was not created here."""
    wanted = row.supported() & subject.schema.inputs.keys()
    found = {
        name: value for name, value in observed.items() if name in wanted and name != "region" and not is_empty(value)
    }
    inputs: Properties = {**row.defaults, **found, "__defaults": []}
    if "tagsAll" in observed:
        inputs["tagsAll"] = observed["tagsAll"]
        inputs["tags"] = tags_without_defaults(observed["tagsAll"], {}, defaults)
    return inputs


def _properties(fetch: Fetch, answer: Any, subject: Subject) -> Properties:
    schema, converter = subject.schema, subject.converter
    found: Properties = {}
    for name in fetch.fields.split():
        found[name] = converter.from_api(answer.get(converter.api_name(name)), schema.outputs.get(name))
    for name, where in fetch.values.items():
        value = at_path(answer, where) if isinstance(where, str) else where(answer)
        found[name] = converter.from_api(value, schema.outputs.get(name))
    found.update({name: function(answer) for name, function in fetch.shaped.items()})
    return found


def _like(given: Any, observed: Any) -> Any:
    """An observed object with only the members that were given, so that the difference shows what changed."""
    if is_object(given) and is_object(observed):
        return {
            name: value if covers(observed.get(name), value) else _like(value, observed.get(name))
            for name, value in given.items()
        }
    return observed
