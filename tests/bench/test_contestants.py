"""The flat program is served by a sandbox that does for it what it does for ours."""

from pathlib import Path

from portarium_sandbox.project import Project
from tests.bench.contestants import copy_sandbox_settings, write_project


def test_the_sandbox_serves_the_flat_program_as_it_does_ours(tmp_path: Path) -> None:
    """What `pyproject.toml` names beside the images are files, which a copied project needs too."""
    ours = Project.read()
    flat = write_project(tmp_path / "flat", "dev", program="")
    copy_sandbox_settings(ours, flat.folder)
    assert flat.images == ours.images
    assert flat.charts
    assert ours.charts
    assert flat.charts.read_text(encoding="utf-8") == ours.charts.read_text(encoding="utf-8")
    assert flat.stand_ins
    assert ours.stand_ins
    assert [file.name for file in flat.stand_ins.iterdir()] == [file.name for file in ours.stand_ins.iterdir()]
