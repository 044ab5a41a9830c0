"""The properties of a resource type, taken from the pulumi-aws SDK's own classes.

Importing the SDK costs about a second, so nothing imports this module but `schema_cache`, and only when it has no
answer of its own.
"""

import importlib
import typing
import warnings
from collections.abc import Awaitable, Mapping
from typing import Any

from pulumi import Output
from pulumi._types import is_input_type, is_output_type  # pyright: ignore[reportPrivateUsage]

from portarium_sandbox.providers.aws.schema import Kind, Objects, ResourceSchema, Shape

_SCALARS: dict[type, Kind] = {str: "string", bool: "boolean", int: "integer", float: "number"}


def introspect(token: str) -> ResourceSchema:
    """The schema of a type token such as ``aws:s3/bucketPolicy:BucketPolicy``.

    Raises KeyError when the SDK has no such class.
    """
    _, path, name = token.split(":")
    package = path.partition("/")[0]
    try:
        # Importing a service warns of each of its resources that is deprecated, used or not.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            resource_class = getattr(importlib.import_module(f"pulumi_aws.{package}"), name)
    except (ImportError, AttributeError):
        raise KeyError(token) from None
    module = importlib.import_module(resource_class.__module__)
    arguments = getattr(module, f"{name}InitArgs", None) or getattr(module, f"{name}Args")
    objects: Objects = {}
    inputs = _members(arguments, objects)
    outputs = _members(resource_class, objects)
    return ResourceSchema(token=token, inputs=inputs, outputs=outputs, objects=objects)


def _members(owner: type, objects: Objects) -> dict[str, Shape]:
    """The Pulumi properties of an args, output or resource class, by the names they have on the wire."""
    module = importlib.import_module(owner.__module__)
    # The generated modules refer to these without importing them; they are what `pulumi` itself supplies.
    names = {**vars(module), "Output": Output, "T": type(None)}
    members: dict[str, Shape] = {}
    for member in vars(owner).values():
        if not isinstance(member, property) or member.fget is None:
            continue
        wire_name = getattr(member.fget, "_pulumi_name", None)
        if wire_name is None:
            continue
        hint = typing.get_type_hints(member.fget, globalns=names).get("return")
        members[wire_name] = _shape(hint, objects)
    return members


def _alternatives(hint: Any) -> list[Any]:
    """What a possibly nested union of inputs, outputs and awaitables comes down to."""
    origin = typing.get_origin(hint)
    if origin is Output:
        return [option for argument in typing.get_args(hint) for option in _alternatives(argument)]
    if origin is typing.Union:
        found: list[Any] = []
        for argument in typing.get_args(hint):
            # `Input[T]` is T, an awaitable of it or an output of it: the first says everything.
            if typing.get_origin(argument) in (Awaitable, Output):
                continue
            found += [option for option in _alternatives(argument) if option not in found]
        return found
    return [hint]


def _shape(hint: Any, objects: Objects) -> Shape:
    alternatives = _alternatives(hint)
    optional = type(None) in alternatives
    options = [option for option in alternatives if option is not type(None)]
    block = next((option for option in options if _is_block(option)), None)
    if block is not None:
        # JSON text may be given as an object, too.
        return Shape(kind="document", optional=optional) if str in options else _object(block, optional, objects)
    collection = next((option for option in options if typing.get_origin(option) is not None), None)
    if collection is not None:
        kind: Kind = "map" if issubclass(typing.get_origin(collection) or object, Mapping) else "list"
        return Shape(kind=kind, optional=optional, element=_shape(typing.get_args(collection)[-1], objects))
    scalars: list[Kind] = [_SCALARS[option] for option in options if option in _SCALARS]
    return Shape(kind=scalars[0] if scalars else "any", optional=optional)


def _is_block(option: Any) -> bool:
    return isinstance(option, type) and (is_input_type(option) or is_output_type(option))


def _object(block: type, optional: bool, objects: Objects) -> Shape:
    name = block.__name__
    if name not in objects:
        # Before its members, because some blocks contain themselves.
        objects[name] = {}
        objects[name] = _members(block, objects)
    return Shape(kind="object", optional=optional, object=name)
