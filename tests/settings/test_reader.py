"""The thin reader: Pulumi's config in, settings or one error out."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pulumi
import pytest

from settings.error import SettingsError
from settings.files import repeated_in
from settings.reader import load_settings
from tests.settings.configuration import configuration


@pytest.fixture
def run_as(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that Pulumi runs the prod stack with the repository's own config."""
    monkeypatch.setattr(pulumi, "get_stack", lambda: "prod")
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(configuration("prod")))
    monkeypatch.setenv("PULUMI_CONFIG_SECRET_KEYS", "[]")


@pytest.mark.usefixtures("run_as")
def test_load_reads_the_config_of_the_running_stack() -> None:
    """The settings are those of the stack that Pulumi runs."""
    assert load_settings().environment.name == "prod"


@pytest.mark.usefixtures("run_as")
def test_problem_names_the_file_that_the_key_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """Common keys are in Pulumi.yaml, a stack's own in its file."""
    changes = {"region": "here", "database.multiAz": False}
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(configuration("prod", changes)))

    with pytest.raises(SettingsError) as refused:
        load_settings()

    assert sorted({str(problem).split(": ")[0] for problem in refused.value.problems}) == [
        "Pulumi.prod.yaml",
        "Pulumi.yaml",
    ]


@pytest.mark.usefixtures("run_as")
@pytest.mark.parametrize("by_host", [True, False], ids=["told by the host", "told by the environment"])
def test_secret_setting_is_refused_without_its_value(monkeypatch: pytest.MonkeyPatch, by_host: bool) -> None:
    """A setting that is marked as a secret is refused before any message could show it."""
    config = configuration("prod", {"status": "s3cr3t-canary"})
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(config))
    if by_host:
        monkeypatch.setattr("settings.reader.is_config_secret", _is_status)
    else:
        monkeypatch.setenv("PULUMI_CONFIG_SECRET_KEYS", json.dumps(["portarium:status"]))

    with pytest.raises(SettingsError) as refused:
        load_settings()

    assert str(refused.value) == (
        "Pulumi.prod.yaml: status: is a secret; no setting is one, AWS Secrets Manager keeps them"
    )


@pytest.mark.usefixtures("run_as")
def test_a_structure_that_the_stack_repeats_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The engine hands over the stack's alone, so only the files tell that the project's is lost."""
    (tmp_path / "Pulumi.yaml").write_text("config:\n  egress: {value: {allowedHosts: [a.example]}}\n", encoding="utf-8")
    own = "config:\n  portarium:egress: {allowedHosts: [b.example]}\n  portarium:region: eu-central-1\n"
    (tmp_path / "Pulumi.prod.yaml").write_text(own, encoding="utf-8")
    monkeypatch.setattr("settings.reader.repeated_in", partial(repeated_in, directory=tmp_path))

    with pytest.raises(SettingsError) as refused:
        load_settings()

    text = "stands in Pulumi.yaml too, which this would replace as a whole; keep it in one of the two files"
    assert str(refused.value) == f"Pulumi.prod.yaml: egress: {text}"


def test_settings_bring_no_provider_along() -> None:
    """Loading the settings never costs the start-up time of a provider's SDK."""
    code = "import settings, sys; print([name for name in sys.modules if name.startswith(('pulumi_', 'boto'))])"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def _is_status(key: str) -> bool:
    return key == "portarium:status"
