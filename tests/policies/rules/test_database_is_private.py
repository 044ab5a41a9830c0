"""The rule database-is-private, with what it accepts, refuses and leaves out."""

from policies.rules.database_is_private import RULE
from tests.policies.subjects import PASSED, answer, subject

_DATABASE = "aws:rds/instance:Instance"
_PRIVATE = {"storageEncrypted": True, "publiclyAccessible": False, "manageMasterUserPassword": True}


def test_a_private_database_passes() -> None:
    """Encrypted, without a public address, with a password that RDS keeps."""
    assert answer(RULE, subject(_DATABASE, _PRIVATE)) == PASSED


def test_an_open_database_fails() -> None:
    """Each of the three is told by itself, and a missing one counts as wrong."""
    assert answer(RULE, subject(_DATABASE, {"publiclyAccessible": True, "password": "x"})) == (
        "fail",
        "storage is not encrypted; set storageEncrypted to true",
        "has a public address; set publiclyAccessible to false",
        "its master password is in the program or the state; set manageMasterUserPassword to true",
    )


def test_other_resources_are_left_out() -> None:
    """A parameter group is no database."""
    assert answer(RULE, subject("aws:rds/parameterGroup:ParameterGroup", {}))[0] == "not applicable"
