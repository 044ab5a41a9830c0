"""What a variable that refers to a setting is given, and which settings may be referred to."""

from collections.abc import Iterator
from typing import Any, cast

from settings.draft import Draft
from settings.section import Section
from settings.sections.application import Application, Services
from settings.sections.variables import Variable
from settings.shape import fields_of, is_model, type_at
from settings.stack_config import StackConfig

SECTIONS = ("identity", "application", "services")
"""The sections whose settings a variable may refer to, as a whole (`given`) or one by one."""

_NAME = "environment.name"
_REGION = "region"


def known_values() -> tuple[str, ...]:
    """Return every setting that has a value for a variable."""
    return (_NAME, _REGION, *(path for section in SECTIONS for path in _leaves(section)))


def is_known_group(path: str) -> bool:
    """Tell whether a path is a setting that is given or not: a value, or a group of them."""
    found = type_at(StackConfig, tuple(path.split(".")))
    return path in known_values() or (path.split(".", maxsplit=1)[0] in SECTIONS and is_model(found))


def setting_value(draft: Draft, path: str) -> str | None:
    """Return the text of a setting, lists with commas; None where it is not given."""
    if path == _NAME:
        return draft.stack.name
    found = _found(draft, path)
    if isinstance(found, tuple):
        # An empty list says no more than none.
        return ",".join(str(item) for item in cast("tuple[object, ...]", found)) or None
    return None if found is None else str(found)


def is_given(draft: Draft, path: str) -> bool:
    """Tell whether a setting or a group of them is given."""
    return path == _NAME or _found(draft, path) is not None


def settled(draft: Draft, variable: Variable) -> Variable | None:
    """Return a variable with the value of the setting that it refers to; None where it is left out."""
    if variable.given is not None and not is_given(draft, variable.given):
        return None
    if variable.setting is None:
        return variable.model_copy(update={"given": None})
    value = setting_value(draft, variable.setting)
    return None if value is None else Variable.model_construct(text=value)


def _found(draft: Draft, path: str) -> Any:
    root, *keys = path.split(".")
    config = draft.config
    # These have a default for what has to be there, whether or not they stand in a file.
    defaults = {"application": config.application or Application(), "services": config.services or Services()}
    found: Any = defaults.get(root, getattr(config, root, None))
    for key in keys:
        found = None if found is None else _value(found, key)
    return found


def _value(section: Section, key: str) -> Any:
    names = {field.alias or name: name for name, field in type(section).model_fields.items()}
    return getattr(section, names[key])


def _leaves(path: str) -> Iterator[str]:
    found = type_at(StackConfig, tuple(path.split(".")))
    if not is_model(found):
        yield path
        return
    for key in fields_of(found):
        yield from _leaves(f"{path}.{key}")
