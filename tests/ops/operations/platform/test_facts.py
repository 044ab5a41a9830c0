"""A key that a chart does not know is found before it is silently ignored."""

from pathlib import Path

import pytest

from domain.chart import Chart
from ops.operations.error import OperationError
from ops.operations.platform.facts import read_facts

_CHART = Chart(
    name="clock",
    repository="https://charts.portarium.example",
    version="v1.2.3",
    app_version="4.5.6",
    licence="Apache-2.0",
    keys=(),
    free=("configs.cm",),
)
_TABLE = (
    "serviceAccount.create\tbool\ttrue\n"
    "serviceAccount.annotations\tmap\t\n"
    "extra\tnull\t\n"
    'configs.cm.url\ttext\t""\n'
    "replicas\tnumber\t1\n"
)
_VALUES = "serviceAccount: {create: true, annotations: {}}\nextra:\nconfigs: {cm: {a.b: x}}\nreplicas: 1\n"


@pytest.fixture(params=["table", "snapshot", "chart"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The same facts, in each form that there is."""
    if request.param == "chart":
        (tmp_path / "clock").mkdir()
        (tmp_path / "clock" / "values.yaml").write_text(_VALUES, encoding="utf-8")
        (tmp_path / "clock" / "Chart.yaml").write_text("version: 1.2.3\n", encoding="utf-8")
    else:
        name = "clock-1.2.3" if request.param == "table" else "clock-snapshot-2026-08"
        (tmp_path / f"{name}.keys.tsv").write_text(_TABLE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("values", "unknown"),
    [
        ({"replicas": 3, "serviceAccount": {"create": False}}, []),
        ({"serviceAccount": {"annotations": {"any.thing/at-all": "x"}}, "extra": {"deep": {"er": 1}}}, []),
        ({"configs": {"cm": {"oidc.config": "x"}}}, []),
        ({"serviceaccount": {"create": True}}, ["serviceaccount.create"]),
        ({"replicas": {"count": 3}}, ["replicas.count"]),
        ({"configs": {"secret": 1}}, ["configs.secret"]),
    ],
)
def test_only_keys_of_the_chart_are_known(folder: Path, values: dict[str, object], unknown: list[str]) -> None:
    """Below what is a map, empty or free, anything may be; below a number, nothing."""
    facts = read_facts(folder, _CHART)
    assert facts
    assert [line.partition(":")[0] for line in facts.unknown(values)] == unknown


def test_the_key_that_is_meant_is_told(folder: Path) -> None:
    """One letter decides whether a service takes the role of its node."""
    facts = read_facts(folder, _CHART)
    assert facts
    [line] = facts.unknown({"serviceaccount": {"create": True}})
    assert line.endswith("did you mean serviceAccount.create?")


def test_a_chart_of_another_version_is_no_fact(tmp_path: Path) -> None:
    """What was unpacked long ago says nothing of today's pin."""
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "values.yaml").write_text(_VALUES, encoding="utf-8")
    (tmp_path / "clock" / "Chart.yaml").write_text("version: 1.2.2\n", encoding="utf-8")
    with pytest.raises(OperationError, match=r"version 1\.2\.2; infra/charts\.json wants v1\.2\.3"):
        read_facts(tmp_path, _CHART)


def test_nothing_is_known_of_a_chart_that_the_folder_lacks(tmp_path: Path) -> None:
    """Whoever asks says so, instead of calling it checked."""
    assert read_facts(tmp_path, _CHART) is None
