"""Required packages: what the installed Pulumi packages say of themselves."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from portarium_sandbox.language.environment import python_for
from portarium_sandbox.language.packages import RequiredPackage, required_packages, site_packages_of


def install(site_packages: Path, package: str, **description: object) -> None:
    """Put a package's plugin description there."""
    folder = site_packages / package
    folder.mkdir(parents=True)
    (folder / "pulumi-plugin.json").write_text(json.dumps(description), encoding="utf-8")


def test_a_package_names_its_plugin(tmp_path: Path) -> None:
    """Name, version and server are taken over; the engine wants the version with a v."""
    install(tmp_path, "pulumi_aws", resource=True, name="aws", version="7.51.1")
    install(tmp_path, "pulumi_own", resource=True, name="own", version="v1.0.0", server="https://plugins.example")
    assert required_packages([tmp_path]) == [
        RequiredPackage(name="aws", version="v7.51.1", server=""),
        RequiredPackage(name="own", version="v1.0.0", server="https://plugins.example"),
    ]


def test_a_package_without_a_plugin_is_not_required(tmp_path: Path) -> None:
    """`pulumi_policy` says itself that it has none; a package that is not Pulumi's says nothing."""
    install(tmp_path, "pulumi_policy", resource=False)
    (tmp_path / "requests").mkdir()
    assert required_packages([tmp_path]) == []


def test_the_first_of_two_installations_counts(tmp_path: Path) -> None:
    """As Python itself would import it."""
    install(tmp_path / "first", "pulumi_aws", resource=True, name="aws", version="7.51.1")
    install(tmp_path / "second", "pulumi_aws", resource=True, name="aws", version="6.0.0")
    found = required_packages([tmp_path / "first", tmp_path / "second"])
    assert [package.version for package in found] == ["v7.51.1"]


def test_the_projects_own_virtual_environment_runs_its_program(tmp_path: Path) -> None:
    """Pulumi.yaml may name another environment than the sandbox's own; its packages count then."""
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    site_packages = tmp_path / "venv" / "lib" / "python3.12" / "site-packages"
    site_packages.mkdir(parents=True)
    assert python_for(str(tmp_path), {"virtualenv": "venv"}) == str(python)
    assert site_packages_of(str(python)) == [site_packages]


def test_a_copy_without_an_environment_runs_in_ours(tmp_path: Path) -> None:
    """A journey's copy of the checkout has no virtual environment."""
    assert python_for(str(tmp_path), {"virtualenv": ".venv"}) == sys.executable
    assert python_for(str(tmp_path), {}) == sys.executable
