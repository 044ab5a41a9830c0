"""The custom resource definitions of charts: fetched once from Go modules, kept small in the user's cache folder."""

# ruff: noqa: S603 (a list of words of our own, which no shell reads)

import json
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import yaml

from portarium_sandbox import golang
from portarium_sandbox.charts.catalogue import Chart, catalogue
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import cache_folder
from portarium_sandbox.lock import waiting
from portarium_sandbox.progress import Progress

Definition = dict[str, Any]
_USUAL: Final = "60 MB at most, the first time only"
_VALUES: Final = frozenset({"default", "enum", "example"})
"""What of a schema is a value, and no schema itself."""


def provide(progress: Progress) -> None:
    """Fetch what the cache does not have yet. Raises SandboxError."""
    if all(_kept(chart).exists() for chart in catalogue()):
        return

    def say() -> None:
        progress.note("another sandbox fetches the kinds of charts; this one waits for it")

    with waiting(cache_folder() / "charts.lock", when_busy=say):
        missing = [chart for chart in catalogue() if not _kept(chart).exists()]
        if missing:
            go = golang.find_go(progress)
            with progress.step(f"fetching the kinds of {', '.join(chart.chart for chart in missing)}", _USUAL):
                _fetch(go, missing)


def definitions(chart: Chart) -> list[Definition]:
    """Return a chart's definitions. Raises SandboxError when they were never fetched."""
    try:
        return _read_once(_kept(chart))
    except FileNotFoundError:
        raise SandboxError(
            f"the kinds of chart {chart.chart} are not here; `portarium sandbox up` fetches them"
        ) from None


@cache
def _read_once(path: Path) -> list[Definition]:
    """What a file has; they are large, and looked at again and again. Who gets them changes nothing in them."""
    return cast("list[Definition]", json.loads(path.read_text(encoding="utf-8")))


def smaller(definition: Definition) -> Definition:
    """Return a definition that validates the same: without descriptions and versions that nobody is served."""
    spec = definition["spec"]
    versions = [_without_descriptions(version) for version in spec["versions"] if version["served"]]
    return {
        "apiVersion": definition["apiVersion"],
        "kind": definition["kind"],
        "metadata": {"name": definition["metadata"]["name"]},
        "spec": {**spec, "versions": versions},
    }


def _kept(chart: Chart) -> Path:
    return cache_folder() / "charts" / f"{chart.chart}-{chart.digest}.json"


def _fetch(go: Path, charts: Sequence[Chart]) -> None:
    (cache_folder() / "charts").mkdir(parents=True, exist_ok=True)
    # A module cache of its own: all but a few files of it are of no use afterwards.
    with tempfile.TemporaryDirectory(dir=cache_folder(), prefix="modules-", ignore_cleanup_errors=True) as scratch:
        for chart, archive in zip(charts, _download(go, charts, Path(scratch)), strict=True):
            # A kind that nobody is served any more is still among the definitions of some.
            found = [made for definition in _read(chart, archive) if (made := smaller(definition))["spec"]["versions"]]
            temporary = _kept(chart).with_suffix(".new")
            temporary.write_text(json.dumps(found, separators=(",", ":")), encoding="utf-8")
            temporary.replace(_kept(chart))
            for older in _kept(chart).parent.glob(f"{chart.chart}-*.json"):
                if older != _kept(chart):
                    older.unlink()


def _download(go: Path, charts: Sequence[Chart], scratch: Path) -> Iterator[Path]:
    """Give the archive of each chart's module, whose hash is as it was when it was looked at."""
    # Go's own look-up of hashes would ask one more server for what is pinned already.
    variables = {"GOMODCACHE": str(scratch), "GOFLAGS": "-modcacherw", "GOSUMDB": "off"}
    wanted = [f"{chart.module}@{chart.version}" for chart in charts]
    answer = subprocess.run(
        [go, "mod", "download", "-json", *wanted],
        cwd=scratch,
        env={**golang.environment(), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    said = {(one["Path"], one["Version"]): one for one in _objects(answer.stdout)}
    for chart in charts:
        module = said.get((chart.module, chart.version), {})
        if "Zip" not in module:
            reason = str(module.get("Error") or answer.stderr).strip().splitlines() or ["Go said nothing"]
            raise SandboxError(
                f"fetching {chart.module}@{chart.version}: {reason[-1]}; "
                "set GOPROXY to one that this machine can reach and try again"
            )
        if module["Sum"] != chart.sum:
            raise SandboxError(f"{chart.module}@{chart.version}: has hash {module['Sum']}, expected {chart.sum}")
        yield Path(module["Zip"])


def _objects(text: str) -> Iterator[dict[str, Any]]:
    decoder, place = json.JSONDecoder(), 0
    while (start := text.find("{", place)) >= 0:
        found, place = decoder.raw_decode(text, start)
        yield found


def _read(chart: Chart, archive: Path) -> Iterator[Definition]:
    root = f"{chart.module}@{chart.version}/"
    with zipfile.ZipFile(archive) as module:
        paths = [name.removeprefix(root) for name in module.namelist()]
        for pattern in chart.files:
            matching = [path for path in sorted(paths) if fnmatchcase(path, pattern)]
            if not matching:
                raise SandboxError(f"{chart.module}@{chart.version}: has no file {pattern}")
            for path in matching:
                yield from (found for found in yaml.load_all(module.read(root + path), yaml.CSafeLoader) if found)


def _without_descriptions(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_descriptions(each) for each in cast("list[Any]", schema)]
    if not isinstance(schema, dict):
        return schema
    return {
        key: value if key in _VALUES else _without_descriptions(value)
        for key, value in cast("dict[str, Any]", schema).items()
        # A property of this name is a schema, not a text.
        if key != "description" or not isinstance(value, str)
    }
