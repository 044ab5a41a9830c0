"""An exported state as rules read it."""

from typing import Any

import pytest
from pulumi_policy.proxy import UnknownValueError

from policies.exported_state import resources_of

URN = "urn:pulumi:prod::portarium::portarium:aws:Store$aws:s3/bucket:Bucket::data"
# pragma: allowlist nextline secret
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:…"}


def _export(**entry: Any) -> dict[str, Any]:
    return {"deployment": {"resources": [{"urn": URN, "type": "aws:s3/bucket:Bucket", **entry}]}}


def test_inputs_protection_and_references_are_read() -> None:
    """What the program asked for, not what the cloud answered."""
    (resource,) = resources_of(
        _export(
            inputs={"bucket": "ours"},
            outputs={"bucket": "theirs"},
            protect=True,
            propertyDependencies={"bucket": ["urn:other"], "tags": None},
        )
    )
    assert (resource.name, resource.stack, resource.protected) == ("data", "prod", True)
    assert resource.properties["bucket"] == "ours"
    assert resource.references == {"bucket": {"urn:other"}, "tags": frozenset()}
    assert resource.is_part_of("portarium:aws:Store")
    assert not resource.is_part_of("aws:s3/bucket:Bucket")


def test_a_secret_is_not_known() -> None:
    """It is encrypted in the state, and nothing here has the key."""
    (resource,) = resources_of(_export(inputs={"password": SECRET}))
    with pytest.raises(UnknownValueError):
        resource.properties["password"]


def test_what_waits_for_its_deletion_is_left_out() -> None:
    """Its replacement is what counts."""
    assert list(resources_of(_export(delete=True))) == []
