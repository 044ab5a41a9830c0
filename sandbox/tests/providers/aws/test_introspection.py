"""The SDK's classes as a schema."""

import pytest

from portarium_sandbox.providers.aws.introspection import introspect
from portarium_sandbox.providers.aws.rows import all_rows
from portarium_sandbox.providers.aws.table import ResourceType


@pytest.mark.parametrize("row", list(all_rows()), ids=lambda row: row.type)
def test_each_row_speaks_of_properties_that_exist(row: ResourceType) -> None:
    """A property that pulumi-aws renames must not linger in the table."""
    schema = introspect(row.type)
    prefixes = {f"{row.name.property}Prefix"} if row.name else set[str]()
    named = row.supported() - {"region", "tagsAll"} - prefixes
    assert named <= schema.inputs.keys()
    told = {name for fetch in row.read for name in (*fetch.fields.split(), *fetch.values, *fetch.shaped)}
    assert told | row.computed.keys() <= schema.outputs.keys()


def test_a_class_that_the_sdk_does_not_have_is_unknown() -> None:
    """Its token may be a misspelling."""
    with pytest.raises(KeyError):
        introspect("aws:ec2/vpcc:Vpcc")
