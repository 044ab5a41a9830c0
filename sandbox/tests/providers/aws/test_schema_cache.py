"""What the SDK said once is known without it."""

from pathlib import Path

import pytest

from portarium_sandbox.providers.aws.introspection import introspect
from portarium_sandbox.providers.aws.schema_cache import schema_of


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder of the user."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    schema_of.cache_clear()
    return tmp_path


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
