"""The reference of all settings, docs/settings.md; generated from the models."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from domain.text import Text
from settings.shape import bare, fields_of, is_model, names_of
from settings.stack_config import REQUIRED, REQUIRED_OF_DEDICATED, StackConfig

FILE = "docs/settings.md"

_INTRODUCTION = """\
# Settings

<!-- Generated from the models in settings/ by `portarium settings generate`; edit those instead. -->

A stack's settings are the `portarium:` keys of `Pulumi.yaml`, which hold for all stacks, and of `Pulumi.<stack>.yaml`.
What all have in common is written once: the region, the base domain, images, repository, allowed hosts.
A stack may give another value of a single one, such as the region.
A mapping or a list that stands in both files is refused, because the stack's would replace the common one as a whole.
`infra/application.json` has the workloads, the contract of the application ([what it says](application.md)).
`infra/environments.json` lists the environments, their place in the promotion, and their tiers.
A tier has floors, which a stack may exceed and never undercut.

Every mistake is one line with its file and key, all of them in one go, before the first resource:

```text
Pulumi.prod.yaml: database.multiAz: false, prod requires true (infra/environments.json, tier prod)
```

`portarium settings check` prints the same lines without Pulumi, for all stacks or for those it is given.
No setting is a secret: secrets are in AWS Secrets Manager, and a setting marked as one is refused.
"""


def rendered() -> str:
    """Return the text of the reference."""
    tables = [text for heading, model in _sections("", StackConfig) for text in (_section(heading, model))]
    return _INTRODUCTION + "\n" + "\n".join(tables)


def _sections(path: str, model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    yield path, model
    for key, field in fields_of(model).items():
        annotation, suffix = bare(field.annotation), ""
        if get_origin(annotation) in (tuple, dict):
            suffix = "[]" if get_origin(annotation) is tuple else ".<name>"
            annotation = bare([part for part in get_args(annotation) if part is not Ellipsis][-1])
        if is_model(annotation):
            yield from _sections(f"{path}.{key}{suffix}".lstrip("."), annotation)


def _section(path: str, model: type[BaseModel]) -> Iterator[str]:
    yield f"## {f'`{path}`' if path else 'All keys'}\n"
    yield f"{_line(model.__doc__)}\n"
    yield "| key | value | default | meaning |"
    yield "| --- | --- | --- | --- |"
    for key, field in fields_of(model).items():
        cells = (f"`{key}`", _value(bare(field.annotation)), _default(path, key, field), _line(field.description))
        yield f"| {' | '.join(cells)} |"
    yield ""


def _value(annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin is tuple:
        return f"list: {_value(bare(get_args(annotation)[0]))}"
    if origin is dict:
        names = ", ".join(f"`{name}`" for name in names_of(annotation)) or "names"
        return f"mapping from {names}: {_value(bare(get_args(annotation)[1]))}"
    if origin is Literal:
        return ", ".join(f"`{name}`" for name in names_of(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Text):
        return annotation.expected
    plain: dict[Any, str] = {bool: "true or false", int: "number"}
    return "mapping" if is_model(annotation) else plain.get(annotation, "text")


def _default(path: str, key: str, field: FieldInfo) -> str:
    if field.is_required() or (not path and key in REQUIRED):
        return "required"
    if not path and key in REQUIRED_OF_DEDICATED:
        return "required if dedicated"
    default = field.get_default(call_default_factory=True)
    if isinstance(default, BaseModel):
        return ", ".join(f"{key} {value}" for key, value in default.model_dump(by_alias=True).items())
    if default is None:
        return ""
    if default in ((), {}, ""):
        return "none"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
