"""Check and Diff: inputs as they are to be used, and what a change of them means. Neither makes an API call."""

import json
import secrets
from typing import Any

from portarium_sandbox.providers.aws.configuration import Configuration
from portarium_sandbox.providers.aws.conversion import as_map, is_same_document
from portarium_sandbox.providers.aws.ledger import Creation
from portarium_sandbox.providers.aws.schema import ResourceSchema
from portarium_sandbox.providers.aws.table import Name, ResourceType
from portarium_sandbox.providers.differences import Difference, difference
from portarium_sandbox.providers.errors import InputError
from portarium_sandbox.providers.operation import Operation
from portarium_sandbox.providers.properties import (
    UNKNOWN,
    Asset,
    Path,
    Properties,
    contains_unknown,
    is_array,
    is_object,
)

DEFAULTED = "__defaults"
"""Where the state notes the inputs that the program did not give, as pulumi-aws does."""


def checked(
    row: ResourceType,
    schema: ResourceSchema,
    configuration: Configuration,
    operation: Operation,
    interrupted: Creation | None,
) -> Properties:
    """The inputs with documents as text, defaults, name and tags filled in. Raises InputError."""
    given = {name: value for name, value in operation.inputs.items() if value is not None}
    _refuse(row, schema, given)
    inputs = {name: _plain(value, schema, name) for name, value in given.items()}
    defaulted = [name for name in row.defaults if name not in inputs]
    inputs.update({name: row.defaults[name] for name in defaulted})
    if row.name is not None and row.name.property not in inputs:
        inputs[row.name.property] = _made_up_name(row.name, operation, interrupted)
        defaulted.append(row.name.property)
    if row.tagging is not None and "tagsAll" in schema.outputs:
        inputs["tagsAll"] = _all_tags(inputs.get("tags"), configuration)
    inputs[DEFAULTED] = sorted(defaulted)
    if row.validate is not None:
        row.validate(inputs)
    return inputs


def compared(row: ResourceType, operation: Operation) -> Difference:
    """What differs, and which of it needs a new resource."""
    places = [tuple(place.split(".")) for place in (*row.replace.split(), "region")]
    old, new = _comparable(operation.old_inputs), _comparable(operation.inputs)
    # A list's order or a document's spacing is no difference.
    for name in old.keys() & new.keys():
        if _is_same(old[name], new[name]):
            new[name] = old[name]
    # As pulumi-aws compares with the state: to write down what a resource is already changes nothing.
    for name in new.keys() - old.keys():
        if name in operation.old_outputs and _is_already(operation.old_outputs[name], new[name]):
            del new[name]
    found = difference(old, new, replaces=lambda place: _replaces(places, place))
    if not found.replacements:
        return found
    return Difference(
        changes=found.changes,
        replacements=found.replacements,
        delete_before_replace=_keeps_its_name(row, operation),
    )


def _refuse(row: ResourceType, schema: ResourceSchema, given: Properties) -> None:
    failures = list(schema.problems({name: item for name, item in given.items() if name != "tagsAll"}))
    supported = row.supported()
    module = f"sandbox/src/portarium_sandbox/providers/aws/services (the row of {row.type})"
    failures += [
        (name, f"the sandbox's aws double does not do this yet; add it in {module}")
        for name in given
        if name in schema.inputs and name not in supported and not name.startswith("__")
    ]
    if failures:
        raise InputError(*failures)


def _plain(value: Any, schema: ResourceSchema, name: str) -> Any:
    if isinstance(value, Asset):
        return value.text
    shape = schema.inputs.get(name)
    if shape is not None and shape.kind == "document" and is_object(value):
        return UNKNOWN if contains_unknown(value) else json.dumps(value)
    return value


def _made_up_name(name: Name, operation: Operation, interrupted: Creation | None) -> Any:
    old = operation.old_inputs
    prefix = operation.inputs.get(f"{name.property}Prefix")
    same_prefix = prefix == old.get(f"{name.property}Prefix")
    if name.property in old.get(DEFAULTED, ()) and name.property in old and same_prefix:
        return old[name.property]
    if interrupted is not None and interrupted.name:
        return interrupted.name
    autonaming = operation.autonaming
    if autonaming is not None and autonaming.mode == "disable":
        raise InputError((name.property, "required, because pulumi:autonaming is disabled"))
    if autonaming is not None and autonaming.mode == "enforce":
        return autonaming.proposed_name
    digits = operation.random_seed.hex()[:7] or secrets.token_hex(4)[:7]
    proposed = autonaming.proposed_name if autonaming is not None else ""
    if prefix is not None:
        proposed = UNKNOWN if prefix is UNKNOWN else f"{prefix}{digits}"
    if proposed is UNKNOWN:
        return UNKNOWN
    stem = proposed or f"{operation.name[: name.maximum - 8 - len(name.prefix) - len(name.suffix)]}-{digits}"
    made = f"{name.prefix}{stem}{name.suffix}"
    return made.lower() if name.lower_case else made


def _all_tags(tags: Any, configuration: Configuration) -> Any:
    if contains_unknown(tags):
        return UNKNOWN
    return {**configuration.default_tags, **as_map(tags)}


def _comparable(inputs: Properties) -> Properties:
    return {name: value for name, value in inputs.items() if not name.startswith("__")}


def _is_same(old: Any, new: Any) -> bool:
    if isinstance(old, str) and isinstance(new, str):
        return is_same_document(old, new)
    if is_array(old) and is_array(new) and all(isinstance(item, str) for item in old + new):
        return sorted(old) == sorted(new)
    return False


def _is_already(state: Any, given: Any) -> bool:
    """Say whether the state has all that is given; what else it has, the API has chosen."""
    if is_object(state) and is_object(given):
        return all(name in state and _is_already(state[name], value) for name, value in given.items())
    return bool(state == given)


def _replaces(places: list[tuple[str, ...]], place: Path) -> bool:
    names = tuple(step for step in place if isinstance(step, str))
    return any(names[: len(wanted)] == wanted for wanted in places)


def _keeps_its_name(row: ResourceType, operation: Operation) -> bool:
    """Whether old and new would have the same name, so that the old one has to go first."""
    if row.name is None:
        return row.delete_before_replace
    name = row.name.property
    if name not in operation.inputs or name in operation.inputs.get(DEFAULTED, ()):
        return row.delete_before_replace
    return row.delete_before_replace or operation.inputs[name] == operation.old_inputs.get(name)
