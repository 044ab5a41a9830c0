"""Definitions of kinds, as they are kept."""

import hashlib
import json
import stat
import zipfile
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from portarium_sandbox import golang
from portarium_sandbox.charts import definitions as subject
from portarium_sandbox.charts.catalogue import Chart
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.progress import Progress

_DEFINITION = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com, annotations: {made: by hand}}
spec:
  group: example.com
  versions:
  - name: v1
    served: true
    schema:
      openAPIV3Schema:
        description: A thing.
        properties:
          description: {type: string, description: What it is for., default: nothing}
  - {name: v1beta1, served: false}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gone.example.com}
spec: {group: example.com, versions: [{name: v1beta1, served: false}]}
"""


@pytest.fixture
def chart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chart:
    """A chart whose module a played Go has."""
    archive = tmp_path / "module.zip"
    with zipfile.ZipFile(archive, "w") as module:
        module.writestr("example.com/things@v1.0.0/crds/things.yaml", _DEFINITION)
        module.writestr("example.com/things@v1.0.0/main.go", "package main")
    answer = {"Path": "example.com/things", "Version": "v1.0.0", "Zip": str(archive), "Sum": "h1:right"}
    go = tmp_path / "go"
    go.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(answer, indent=1)}\nEND\n")
    go.chmod(go.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(golang, "find_go", Mock(return_value=go))
    row: dict[str, Any] = {"chart": "things", "repository": "https://example.com", "switch": "crds", "switchedOn": True}
    row |= {"module": "example.com/things", "version": "v1.0.0", "sum": "h1:right", "files": ["crds/*.yaml"]}
    found = Chart.model_validate(row)
    monkeypatch.setattr(subject, "catalogue", Mock(return_value=(found,)))
    return found


def test_only_what_validates_is_kept(chart: Chart) -> None:
    """Descriptions and versions that nobody is served go; a property that is called description stays."""
    subject.provide(Progress())
    [kept] = subject.definitions(chart)
    [version] = kept["spec"]["versions"]
    schema = version["schema"]["openAPIV3Schema"]
    assert schema == {"properties": {"description": {"type": "string", "default": "nothing"}}}
    assert kept["metadata"] == {"name": "things.example.com"}


def test_a_second_time_nothing_is_fetched(chart: Chart, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in the cache is there for every later start."""
    subject.provide(Progress())
    monkeypatch.setattr(golang, "find_go", Mock(side_effect=AssertionError))
    subject.provide(Progress())
    assert subject.definitions(chart)


def test_another_module_than_the_pinned_one_is_refused(chart: Chart, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its hash says so, and nothing of it is kept."""
    other = chart.model_copy(update={"sum": f"h1:{hashlib.sha256(b'other').hexdigest()}"})
    monkeypatch.setattr(subject, "catalogue", Mock(return_value=(other,)))
    with pytest.raises(SandboxError, match=r"example\.com/things@v1\.0\.0: has hash h1:right, expected h1:"):
        subject.provide(Progress())
    with pytest.raises(SandboxError, match="`portarium sandbox up` fetches them"):
        subject.definitions(other)


def test_a_file_that_is_not_there_is_said(chart: Chart, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern that matches nothing would leave a kind out in silence."""
    other = chart.model_copy(update={"files": ("crds/others.yaml",)})
    monkeypatch.setattr(subject, "catalogue", Mock(return_value=(other,)))
    with pytest.raises(SandboxError, match=r"has no file crds/others\.yaml"):
        subject.provide(Progress())
