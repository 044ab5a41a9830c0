"""Whoever connects to the database finds whom to believe, before its pods start."""

from components.kubernetes.database_authority import DatabaseAuthority, DatabaseAuthorityArgs
from domain.database_authority import AUTHORITIES_FILE, AUTHORITY
from tests.recording import record


def test_each_namespace_has_the_authorities_under_one_name() -> None:
    """Pods mount it by that name, and read the file that the URLs of the database name."""

    def program() -> object:
        return DatabaseAuthority(
            "database-authority",
            DatabaseAuthorityArgs(
                environment="dev", certificates="PEM", namespaces={"data": "data-dev", "control": "apps-dev"}
            ),
        ).namespaces

    recording = record(program)
    made = [found.inputs for found in recording.all("kubernetes:core/v1:ConfigMap")]
    assert {(each["metadata"]["namespace"], each["metadata"]["name"]) for each in made} == {
        ("data-dev", AUTHORITY),
        ("apps-dev", AUTHORITY),
    }
    assert all(each["data"] == {AUTHORITIES_FILE: "PEM"} for each in made)
    assert recording.result == {"data": "data-dev", "control": "apps-dev"}
