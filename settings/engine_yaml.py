"""YAML as Pulumi's engine reads it, which is not quite as PyYAML does."""

import re
from datetime import UTC, date, datetime
from typing import Any

import yaml

_TAG = "tag:yaml.org,2002:"
_BOOLEAN = re.compile(r"(true|True|TRUE|false|False|FALSE)$")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_LARGEST_INTEGER = 2**64


class EngineLoader(yaml.SafeLoader):
    """Only true and false are booleans, a key occurs once, and large numbers lose their digits."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that occurs twice, where PyYAML would silently take the last."""
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key} occurs twice", node.start_mark)
        return super().construct_mapping(node, deep)

    def integer(self, node: yaml.ScalarNode) -> int | float:
        """Return a number; one that does not fit 64 bits loses its digits."""
        number = self.construct_yaml_int(node)
        return number if abs(number) < _LARGEST_INTEGER else float(number)

    def real(self, node: yaml.ScalarNode) -> float | str:
        """Return a number; one that is out of range stays text."""
        number = float(str(node.value))
        return number if abs(number) != float("inf") else str(node.value)

    def time(self, node: yaml.ScalarNode) -> str:
        """Return a time as the engine prints it, which is not how it was written."""
        time: datetime | date = self.construct_yaml_timestamp(node)
        zoned = time if isinstance(time, datetime) else datetime(time.year, time.month, time.day, tzinfo=UTC)
        return f"{zoned:%Y-%m-%d %H:%M:%S} +0000 UTC"


EngineLoader.yaml_implicit_resolvers = {
    character: [(tag, pattern) for tag, pattern in resolvers if tag not in {f"{_TAG}bool", f"{_TAG}float"}]
    for character, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _tag, _pattern, _first in ((f"{_TAG}bool", _BOOLEAN, "tTfF"), (f"{_TAG}float", _REAL, "-+.0123456789")):
    for _character in _first:
        EngineLoader.yaml_implicit_resolvers.setdefault(_character, []).append((_tag, _pattern))
EngineLoader.add_constructor(f"{_TAG}int", EngineLoader.integer)
EngineLoader.add_constructor(f"{_TAG}float", EngineLoader.real)
EngineLoader.add_constructor(f"{_TAG}timestamp", EngineLoader.time)
