"""What a chart knows: a table of its values' keys, made from its own values.yaml, and its schema where it has one."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from domain.chart import Chart
from domain.value_keys import keys_of
from ops.operations.error import OperationError

_FREE = frozenset({"map", "null", "list"})
"""Kinds of defaults below which the chart takes what it is given."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The keys of one chart, each with the kind of its default."""

    origin: str
    """Where they were read, for messages."""
    kinds: Mapping[str, str]
    free: tuple[str, ...] = ()
    """Keys below which anything may be, though there are defaults."""
    schema: Mapping[str, Any] | None = None

    def unknown(self, values: Mapping[str, Any]) -> list[str]:
        """Say of each key that is set and that the chart does not know where it is and what may be meant."""
        return [self._refusal(key) for key in keys_of(values) if not self._knows(key)]

    def _knows(self, key: str) -> bool:
        if key in self.kinds or any(key.startswith(f"{name}.") for name in self.free):
            return True
        if any(known.startswith(f"{key}.") for known in self.kinds):
            return True
        parts = key.split(".")
        above = (".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
        # The nearest that the chart names decides: it takes anything, or it has no such key.
        return next((self.kinds[name] in _FREE for name in above if name in self.kinds), False)

    def _refusal(self, key: str) -> str:
        close = get_close_matches(key, self.kinds, n=1, cutoff=0.8)
        return f"{key}: not in {self.origin}{f'; did you mean {close[0]}?' if close else ''}"


def read_facts(folder: Path, chart: Chart) -> Facts | None:
    """Return what a folder has about a chart: a table of this version, of a snapshot, or the chart itself."""
    stem = f"{chart.name}-{chart.version.removeprefix('v')}"
    found = [folder / f"{stem}.keys.tsv", *sorted(folder.glob(f"{chart.name}-snapshot-*.keys.tsv"))]
    for table in found:
        if table.is_file():
            schema = table.with_name(table.name.replace(".keys.tsv", ".values.schema.json"))
            return Facts(origin=table.name, kinds=_table(table), free=chart.free, schema=_schema(schema))
    itself = folder / chart.name / "values.yaml"
    if itself.is_file():
        return _of_chart(itself, chart)
    return None


def _table(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as lines:
        return {row[0]: row[1] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) > 1}


def _of_chart(values: Path, chart: Chart) -> Facts:
    about = yaml.safe_load((values.parent / "Chart.yaml").read_text(encoding="utf-8"))
    if str(about.get("version", "")).removeprefix("v") != chart.version.removeprefix("v"):
        raise OperationError(
            f"{values.parent}: version {about.get('version')}; infra/charts.json wants {chart.version}"
        )
    content: Any = yaml.safe_load(values.read_text(encoding="utf-8")) or {}
    return Facts(
        origin=str(Path(values.parent.name) / values.name),
        kinds={key: _kind(content, key) for key in keys_of(content)},
        free=chart.free,
        schema=_schema(values.with_name("values.schema.json")),
    )


def _kind(content: Any, key: str) -> str:
    found = content
    for part in _parts(content, key):
        found = found[part]
    kinds: dict[Any, str] = {dict: "map", list: "list", type(None): "null", bool: "bool", str: "text"}
    return kinds.get(type(found), "number")


def _parts(content: Any, key: str) -> list[str]:
    """The parts of a key, of which some have dots themselves."""
    parts: list[str] = []
    rest, found = key, content
    while rest:
        part = max((name for name in found if rest == name or rest.startswith(f"{name}.")), key=len)
        parts.append(part)
        rest, found = rest[len(part) + 1 :], found[part]
    return parts


def _schema(path: Path) -> Mapping[str, Any] | None:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
