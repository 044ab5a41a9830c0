"""The values of an environment's services, held against their charts: keys, schemas, and what is rendered."""

# ruff: noqa: S603 (a list of words of our own, which no shell reads)

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml
from jsonschema.validators import validator_for

from domain.installed_chart import InstalledChart
from ops.operations.error import OperationError
from ops.operations.platform.facts import Facts, read_facts

_SECONDS = 180.0
_TOGETHER = 4


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """What became of one service."""

    service: str
    chart: str
    version: str
    checked: tuple[str, ...]
    """What its values were held against."""
    problems: tuple[str, ...]
    """What is wrong, a line each."""
    manifests: str = ""
    """The objects, where the chart was rendered."""


def check_facts(installed: Sequence[InstalledChart], folder: Path) -> list[Rendering]:
    """Hold the values against tables of facts; a chart that the folder has nothing of is said to be unchecked."""
    if not folder.is_dir():
        raise OperationError(f"{folder}: no such folder; it holds <chart>-<version>.keys.tsv, or charts themselves")
    return [_checked(each, read_facts(folder, each.chart)) for each in installed]


def render(
    installed: Sequence[InstalledChart], *, charts: Path | None, kubernetes: str, kubeconform: bool
) -> list[Rendering]:
    """Render each chart with helm, from its repository or from a folder, and validate what comes out."""
    helm = _program("helm", "it renders charts")
    validator = _program("kubeconform", "it validates objects; --no-validate goes without it") if kubeconform else ""
    with tempfile.TemporaryDirectory(prefix="portarium-charts-") as name, ThreadPoolExecutor(_TOGETHER) as pool:
        scratch = Path(name)

        def one(each: InstalledChart) -> Rendering:
            return _rendered(each, helm, validator, scratch, charts=charts, kubernetes=kubernetes)

        return list(pool.map(one, installed))


def _rendered(
    each: InstalledChart, helm: str, validator: str, scratch: Path, *, charts: Path | None, kubernetes: str
) -> Rendering:
    folder = charts or scratch
    try:
        if charts is None:
            _run(
                [helm, "pull", *_address(each), "--version", each.chart.version, "--untar", "--untardir", str(scratch)]
            )
        found = _checked(each, read_facts(folder, each.chart))
        values = scratch / f"{each.service}.yaml"
        values.write_text(yaml.safe_dump(dict(each.values)), encoding="utf-8")
        manifests = _run(
            [
                *(helm, "template", each.service, str(folder / each.chart.name), "--namespace", each.namespace),
                *("--values", str(values), "--kube-version", kubernetes, "--include-crds"),
            ]
        )
        checked = [*found.checked, "helm template"]
        if validator:
            _run([validator, "-strict", "-ignore-missing-schemas", "-kubernetes-version", kubernetes], manifests)
            checked.append("kubeconform")
    except OperationError as error:
        return _result(each, ("helm template",), (str(error),))
    return Rendering(
        service=each.service,
        chart=each.chart.name,
        version=each.chart.version,
        checked=tuple(checked),
        problems=found.problems,
        manifests=manifests,
    )


def _checked(each: InstalledChart, facts: Facts | None) -> Rendering:
    if facts is None:
        return _result(each, (), ())
    checked = [facts.origin]
    problems = facts.unknown(each.values)
    if facts.schema is not None:
        checked.append("its schema")
        problems += list(_against(facts.schema, each.values))
    return _result(each, tuple(checked), tuple(problems))


def _result(each: InstalledChart, checked: tuple[str, ...], problems: tuple[str, ...]) -> Rendering:
    return Rendering(
        service=each.service, chart=each.chart.name, version=each.chart.version, checked=checked, problems=problems
    )


def _against(schema: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[str]:
    for error in cast("Any", validator_for(schema))(schema).iter_errors(dict(values)):
        yield f"{'.'.join(str(part) for part in error.absolute_path) or 'values'}: {error.message.splitlines()[0]}"


def _address(each: InstalledChart) -> list[str]:
    if each.chart.repository.startswith("oci://"):
        return [f"{each.chart.repository}/{each.chart.name}"]
    return [each.chart.name, "--repo", each.chart.repository]


def _program(name: str, purpose: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise OperationError(f"{name} is not on PATH; {purpose}")
    return found


def _run(command: Sequence[str], given: str = "") -> str:
    try:
        answer = subprocess.run(command, input=given, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise OperationError(f"{Path(command[0]).name} {command[1]}: no end within {_SECONDS:.0f} s") from None
    if answer.returncode != 0:
        lines = [line.strip() for line in (answer.stderr or answer.stdout).splitlines() if line.strip()]
        said = "; ".join(lines[-3:]) or "it said nothing"
        raise OperationError(f"{Path(command[0]).name} {command[1]}: {said}")
    return answer.stdout
