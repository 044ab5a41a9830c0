"""Changes settings in a stack's file and nothing else: comments, order and style stay as people wrote them."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from ops.operations.error import OperationError
from settings.engine_yaml import EngineLoader

_CONFIG = "config"


def write_settings(file: Path, settings: Mapping[str, Sequence[str]], *, after: str) -> None:
    """Put the lines of each setting, the first of which names it, where it stands, else behind another one.

    Raises OperationError for a file without a place for it.
    """
    try:
        text = file.read_text(encoding="utf-8")
        for key, lines in settings.items():
            text = with_setting(text, key, lines, after=after)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise OperationError(f"{file.name}: cannot be changed: {' '.join(str(error).split())}") from None
    # Whoever reads it meanwhile sees the one or the other, and never a half.
    written = file.with_name(f".{file.name}.{os.getpid()}")
    written.write_text(text, encoding="utf-8")
    written.chmod(file.stat().st_mode & 0o777)
    written.replace(file)


def with_setting(text: str, key: str, lines: Sequence[str], *, after: str) -> str:
    """Return a file's text with the lines of a setting in the place that it has, else behind `after`."""
    entries = _entries(text)
    if after not in entries:
        raise ValueError(f"it has no {after}")
    name, value = entries.get(key, entries[after])
    indent = " " * name.start_mark.column
    new = f"\n{indent}".join(lines)
    if key in entries:
        return text[: name.start_mark.index] + new + text[_end(value) :]
    # What stands behind a value on its line is a comment on it.
    rest = text.find("\n", _end(value))
    place = len(text) if rest < 0 else rest
    return f"{text[:place]}\n{indent}{new}{text[place:]}"


def _entries(text: str) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """Return the name and the value of each setting, with where they stand."""
    top = _pairs(yaml.compose(text, Loader=EngineLoader)).get(_CONFIG)
    if top is None or not isinstance(top[1], yaml.MappingNode) or top[1].flow_style:
        raise ValueError(f"it has no `{_CONFIG}:` with each setting on a line of its own")
    return _pairs(top[1])


def _pairs(node: yaml.Node | None) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    pairs: list[tuple[yaml.Node, yaml.Node]] = node.value if isinstance(node, yaml.MappingNode) else []
    return {str(name.value): (name, value) for name, value in pairs}


def _end(node: yaml.Node) -> int:
    """Return where a value's own text ends: a block only ends where the next thing begins, comments between."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(node, yaml.MappingNode) else last)
    return node.end_mark.index
