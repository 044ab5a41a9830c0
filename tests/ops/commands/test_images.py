"""`portarium images`: a line for each image, and the same for scripts."""

import json

from typer.testing import CliRunner

from ops.main import application
from tests.settings.configuration import SHA

_RUNNER = CliRunner()


def test_it_prints_one_image_a_line() -> None:
    """A shell loops over them."""
    result = _RUNNER.invoke(application, ["images", "staging", "--sha", SHA])

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"ghcr.io/portarium/portarium-{component}:{SHA}" for component in ("egress-proxy", "control-plane", "worker")
    ]


def test_json_says_what_runs_each() -> None:
    """The names are those of the lines."""
    result = _RUNNER.invoke(application, ["images", "staging", "--sha", SHA, "--json"])

    assert {entry["image"]: entry["components"] for entry in json.loads(result.stdout)} == {
        f"ghcr.io/portarium/portarium-egress-proxy:{SHA}": ["egress-proxy"],
        f"ghcr.io/portarium/portarium-control-plane:{SHA}": ["control-plane", "migration"],
        f"ghcr.io/portarium/portarium-worker:{SHA}": ["execution-plane"],
    }
