"""Reading a stack's config from its files gives what Pulumi's engine gives the program."""

import json
from pathlib import Path

import pytest

from settings.error import SettingsError
from settings.files import origin_of, read_config, repeated_in

_PROJECT = """\
name: portarium
config:
  pulumi:disable-default-providers:
    value: [aws]
  region:
    value: eu-central-1
  images:
    default: {organization: portarium}
  status: ready
  undecided:
    description: has no value
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a directory with a project and a stack."""
    (tmp_path / "Pulumi.yaml").write_text(_PROJECT, encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  portarium:region: eu-west-1\n", encoding="utf-8")
    return tmp_path


def test_stack_values_replace_the_projects(project: Path) -> None:
    """The project's values hold where the stack has none, under the project's namespace."""
    assert read_config("dev", project) == {
        "pulumi:disable-default-providers": '["aws"]',
        "portarium:region": "eu-west-1",
        "portarium:images": '{"organization": "portarium"}',
        "portarium:status": "ready",
    }


def test_origin_is_the_file_that_gives_a_key(project: Path) -> None:
    """A message names the stack's file, or the project's when the key comes from there."""
    file_of = origin_of("dev", project)

    assert file_of("region") == "Pulumi.dev.yaml"
    assert file_of("images") == "Pulumi.yaml"
    assert file_of("pulumi:disable-default-providers") == "Pulumi.yaml"
    assert file_of("nowhere") == "Pulumi.dev.yaml"


def test_structures_of_both_files_are_repeats(project: Path) -> None:
    """However the project writes its key; a scalar may be overridden, and what one file gives alone is no repeat."""
    own = {"portarium:images": "{organization: fork}", "portarium:region": "eu-west-1", "portarium:database": "{}"}
    lines = "\n".join(f"  {key}: {value}" for key, value in own.items())
    (project / "Pulumi.dev.yaml").write_text(f"config:\n{lines}\n", encoding="utf-8")

    assert repeated_in("dev", project) == {"images"}
    assert repeated_in("review-3", project) == set()

    (project / "Pulumi.yaml").write_text(_PROJECT.replace("  images:", "  portarium:images:"), encoding="utf-8")
    assert repeated_in("dev", project) == {"images"}


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_nothing_that_all_environments_share_is_written_twice(stack: str) -> None:
    """A host that is added to Pulumi.yaml reaches every environment."""
    assert repeated_in(stack) == set()


def test_missing_stack_file_is_an_empty_one(project: Path) -> None:
    """A stack without a file of its own has the project's values."""
    assert read_config("review-3", project)["portarium:region"] == "eu-central-1"


# What `pulumi config --json` of the pinned engine prints for the same text.
ENGINE = [
    ("x: true", {"x": True}),
    ("x: off", {"x": "off"}),
    ("x: yes", {"x": "yes"}),
    ("x: 0x10", {"x": 16}),
    ("x: 1.34", {"x": 1.34}),
    ("x: 1e3", {"x": 1000}),
    ("x: ~", {"x": None}),
    ("x: 2026-11-21T09:30:00Z", {"x": "2026-11-21 09:30:00 +0000 UTC"}),
    ("x: 2026-11-21", {"x": "2026-11-21 00:00:00 +0000 UTC"}),
    ("x: 123456789012345678901234567890123456e789", {"x": "123456789012345678901234567890123456e789"}),
]


@pytest.mark.parametrize(("text", "value"), ENGINE)
def test_scalars_are_read_as_the_engine_reads_them(tmp_path: Path, text: str, value: object) -> None:
    """PyYAML alone would take off for false and keep a time's own spelling."""
    (tmp_path / "Pulumi.dev.yaml").write_text(f"config:\n  portarium:y: {{{text}}}\n", encoding="utf-8")

    assert json.loads(read_config("dev", tmp_path)["portarium:y"]) == value


def test_sha_that_looks_like_a_number_loses_its_digits_as_in_the_engine(tmp_path: Path) -> None:
    """Forty unquoted digits are a number to the engine, so the check has to see the number."""
    (tmp_path / "Pulumi.dev.yaml").write_text(f"config:\n  portarium:imageSha: {'1234567890' * 4}\n", encoding="utf-8")

    assert read_config("dev", tmp_path)["portarium:imageSha"] == "1.2345678901234568e+39"


@pytest.mark.parametrize(
    ("text", "reason"), [("config: {a: 1, a: 2}", "the key a occurs twice"), ("config: [", "expected the node content")]
)
def test_unreadable_file_is_refused_with_one_line(tmp_path: Path, text: str, reason: str) -> None:
    """Broken YAML and a key that occurs twice name the file."""
    (tmp_path / "Pulumi.dev.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError) as refused:
        read_config("dev", tmp_path)

    assert str(refused.value).startswith("Pulumi.dev.yaml: cannot be read: ")
    assert reason in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1
