"""The one list of third-party charts: infra/charts.json."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import StrictStr, StringConstraints, ValidationError

from domain.chart import Chart
from domain.chart_version import ChartVersion
from domain.names import DnsLabel
from domain.url import Url
from settings.error import Problem, SettingsError
from settings.explain import explain
from settings.json_file import each_once
from settings.section import Section

CHARTS_FILE = "infra/charts.json"
_PATH = Path(__file__).resolve().parent.parent / CHARTS_FILE
_Word = Annotated[StrictStr, StringConstraints(min_length=1)]


class Entry(Section):
    """A chart of the list, by its name."""

    repository: Url
    """The URL of its repository."""
    version: ChartVersion
    """The pinned version."""
    app_version: ChartVersion
    """The version of what it installs."""
    licence: _Word
    """The licence of what it installs, by its SPDX identifier."""
    keys: tuple[_Word, ...]
    """The keys of its values that the program sets, with dots between their parts."""
    free: tuple[_Word, ...] = ()
    """Keys below which the chart takes what it is given, though it has defaults there."""


class Charts(Section):
    """The list as a whole."""

    charts: dict[DnsLabel, Entry]
    """Each chart by its name."""


@cache
def read_charts(path: Path = _PATH) -> Mapping[str, Chart]:
    """Return each chart by its name; raise SettingsError when the file is not readable or wrong."""
    try:
        found = Charts.model_validate(json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=each_once)).charts
    except ValidationError as error:
        raise SettingsError(explain(Charts, error, lambda _: CHARTS_FILE)) from None
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError([Problem(file=CHARTS_FILE, path="", text=f"cannot be read: {error}")]) from None
    return {
        str(name): Chart(
            name=str(name),
            repository=str(entry.repository),
            version=str(entry.version),
            app_version=str(entry.app_version),
            licence=entry.licence,
            keys=entry.keys,
            free=entry.free,
        )
        for name, entry in found.items()
    }


def chart(name: str) -> Chart:
    """Return a chart of the list; a service whose chart is missing there is refused by name."""
    charts = read_charts()
    if name not in charts:
        raise SettingsError(
            [Problem(file=CHARTS_FILE, path=f"charts.{name}", text="missing; a service is installed from it")]
        )
    return charts[name]
