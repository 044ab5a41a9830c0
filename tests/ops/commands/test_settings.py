"""`portarium settings`: the same lines as an update, without Pulumi."""

from pathlib import Path

from typer.testing import CliRunner

from ops.main import application
from ops.operations import settings as operations
from settings.files import DIRECTORY
from tests.settings.configuration import NOW

_RUNNER = CliRunner()


def test_check_finds_the_repositorys_stacks_right() -> None:
    """Without arguments every stack of the registry is checked."""
    result = _RUNNER.invoke(application, ["settings", "check"])

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [f"{stack}: settings are right" for stack in ("dev", "staging", "prod")]


def test_check_prints_the_problems_and_fails() -> None:
    """A stack with problems is reported on stderr, the others are checked all the same."""
    result = _RUNNER.invoke(application, ["settings", "check", "qa", "dev"])

    assert result.exit_code == 1
    assert result.stdout == "dev: settings are right\n"
    assert result.stderr.startswith('Pulumi.qa.yaml: "qa" is not an environment; ')


def test_problem_names_the_file_of_the_key(tmp_path: Path) -> None:
    """A key of Pulumi.yaml is blamed on it, a key of the stack on the stack's file."""
    (tmp_path / "Pulumi.yaml").write_text("config:\n  region: {value: here}\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  portarium:status: happy\n", encoding="utf-8")

    [checked] = operations.check_stacks(["dev"], now=NOW, directory=tmp_path)
    problems = checked.problems.splitlines()

    assert 'Pulumi.yaml: region: "here" is not an AWS region, for example eu-central-1' in problems
    assert any(line.startswith("Pulumi.dev.yaml: status: ") for line in problems)


def test_a_repeat_is_a_problem(tmp_path: Path) -> None:
    """As in an update, and for a scalar it is none."""
    shared = "config:\n  region: {value: eu-central-1}\n  github: {value: {organization: a, repository: b}}\n"
    (tmp_path / "Pulumi.yaml").write_text(shared, encoding="utf-8")
    own = "config:\n  portarium:region: eu-west-1\n  portarium:github: {organization: a, repository: b}\n"
    (tmp_path / "Pulumi.dev.yaml").write_text(own, encoding="utf-8")

    [checked] = operations.check_stacks(["dev"], now=NOW, directory=tmp_path)
    problems = checked.problems.splitlines()

    text = "stands in Pulumi.yaml too, which this would replace as a whole; keep it in one of the two files"
    assert [line for line in problems if "Pulumi.yaml" in line] == [f"Pulumi.dev.yaml: github: {text}"]


def test_what_will_not_stay_right_is_a_warning(tmp_path: Path) -> None:
    """It is told beside the stack that is right, and fails nothing."""
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        text = (DIRECTORY / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace('version: "1.35"', 'version: "1.34"'), encoding="utf-8")

    [checked] = operations.check_stacks(["dev"], now=NOW, directory=tmp_path)

    assert checked.problems == ""
    [notice] = checked.notices
    assert notice.startswith("Pulumi.dev.yaml: cluster.version: 1.34 leaves EKS's standard support on ")


def test_generate_writes_what_is_outdated_only(tmp_path: Path) -> None:
    """Files that are up to date are left alone."""
    for folder in ("infra", "docs"):
        (tmp_path / folder).mkdir()

    assert sorted(operations.write_generated(tmp_path)) == [
        "docs/settings.md",
        "infra/application.schema.json",
        "infra/environments.schema.json",
        "infra/stack-config.schema.json",
        "infra/tenants.schema.json",
    ]
    assert operations.write_generated(tmp_path) == []
