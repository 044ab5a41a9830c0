"""What a project says of itself to the sandbox."""

from pathlib import Path

import pytest

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.project import Project


def test_a_project_names_the_list_of_its_charts(tmp_path: Path) -> None:
    """Its applications may name those charts and no others."""
    project = Project(folder=tmp_path, name="portarium")
    assert project.charts is None
    (tmp_path / "charts.json").write_text("{}")
    (tmp_path / "pyproject.toml").write_text('[tool.portarium-sandbox]\ncharts = "charts.json"\n')
    assert project.charts == tmp_path / "charts.json"


def test_a_project_names_the_folder_of_its_stand_ins(tmp_path: Path) -> None:
    """A file of that name is none."""
    project = Project(folder=tmp_path, name="portarium")
    assert project.stand_ins is None
    (tmp_path / "pyproject.toml").write_text('[tool.portarium-sandbox]\nstand-ins = "here"\n')
    (tmp_path / "here").write_text("")
    with pytest.raises(SandboxError, match=r"tool.portarium-sandbox.stand-ins: expected a folder"):
        _ = project.stand_ins
    (tmp_path / "here").unlink()
    (tmp_path / "here").mkdir()
    assert project.stand_ins == tmp_path / "here"


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """In a line that says where it is named."""
    (tmp_path / "pyproject.toml").write_text('[tool.portarium-sandbox]\ncharts = "none.json"\n')
    with pytest.raises(SandboxError, match=r"tool.portarium-sandbox.charts: .* found 'none.json'"):
        _ = Project(folder=tmp_path, name="portarium").charts
