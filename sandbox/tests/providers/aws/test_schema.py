"""The SDK's classes as a schema, and its cache."""

from pathlib import Path

import pytest

from portarium_sandbox.providers.aws.introspection import introspect
from portarium_sandbox.providers.aws.rows import all_rows
from portarium_sandbox.providers.aws.schema import schema_of
from portarium_sandbox.providers.aws.table import ResourceType


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder of the user."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    schema_of.cache_clear()
    return tmp_path


@pytest.mark.parametrize("row", list(all_rows()), ids=lambda row: row.type)
def test_each_row_speaks_of_properties_that_exist(row: ResourceType) -> None:
    """A property that pulumi-aws renames must not linger in the table."""
    schema = introspect(row.type)
    prefixes = {f"{row.name.property}Prefix"} if row.name else set[str]()
    named = row.supported() - {"region", "tagsAll"} - prefixes
    assert named <= schema.inputs.keys()
    told = {name for fetch in row.read for name in (*fetch.fields.split(), *fetch.values, *fetch.shaped)}
    assert told | row.computed.keys() <= schema.outputs.keys()


def test_a_schema_survives_its_cache(cache: Path) -> None:
    """The second provider must know exactly what the first one learned."""
    token = "aws:eks/cluster:Cluster"
    first = schema_of(token)
    schema_of.cache_clear()
    assert schema_of(token) == first == introspect(token)
    assert [*cache.rglob("*.json")]


def test_a_broken_cache_is_made_again(cache: Path) -> None:
    """A full disk may have cut it short."""
    token = "aws:kms/alias:Alias"
    first = schema_of(token)
    [file] = cache.rglob("*.json")
    file.write_text("{")
    schema_of.cache_clear()
    assert schema_of(token) == first


def test_a_class_that_the_sdk_does_not_have_is_unknown() -> None:
    """Its token may be a misspelling."""
    with pytest.raises(KeyError):
        introspect("aws:ec2/vpcc:Vpcc")
