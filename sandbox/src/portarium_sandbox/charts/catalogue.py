"""The charts whose kinds the sandbox has: from which Go module of their projects, and where they lie in it."""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any, Final, cast

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from portarium_sandbox.folder import PACKAGE

_FILE: Final = PACKAGE / "charts" / "catalogue.json"
_FORMAT: Final = "1"
"""Counts how definitions are kept: what was kept otherwise is fetched again."""


class Chart(BaseModel):
    """A chart, and the module that has the custom resource definitions that it would bring."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)

    chart: str
    repository: str
    switch: str | None
    """The key of the chart's values that says whether its kinds come with it, if it has one."""
    switched_on: bool
    """What the chart takes for that key when nobody says."""
    module: str
    version: str
    sum: str
    """The module's hash, as a `go.sum` has it: what is other upstream is refused."""
    files: tuple[str, ...]
    """Where the definitions are, as patterns of paths in the module."""

    @property
    def digest(self) -> str:
        """Identify all that the kept definitions depend on."""
        return sha256(json.dumps([_FORMAT, self.module, self.version, self.sum, self.files]).encode()).hexdigest()[:16]

    def brings_kinds(self, values: Mapping[str, Any]) -> bool:
        """Whether a release with these values has the chart's kinds."""
        found: Any = values if self.switch else None
        for key in (self.switch or "").split("."):
            found = cast("dict[str, Any]", found).get(key) if isinstance(found, dict) else None
        return self.switched_on if found is None else bool(found)


@cache
def catalogue() -> tuple[Chart, ...]:
    """Return the charts whose kinds the sandbox has."""
    return tuple(Chart.model_validate(row) for row in json.loads(_FILE.read_text(encoding="utf-8")))


def find(chart: str, repository: str) -> Chart | None:
    """Return a chart; one of the same name in another repository is another chart."""
    wanted = (chart, repository.rstrip("/"))
    return next((known for known in catalogue() if (known.chart, known.repository.rstrip("/")) == wanted), None)
