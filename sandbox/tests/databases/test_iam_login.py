"""Members of `rds_iam` sign in with a token of IAM, and with nothing else, as RDS's documentation says."""

import importlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from psycopg import Error

from tests.databases.database import Database

# botocore has no types of its own.
_auth: Any = importlib.import_module("botocore.auth")
_requests: Any = importlib.import_module("botocore.awsrequest")
_credentials: Any = importlib.import_module("botocore.credentials")
USER = "clerk"
REFUSED = 'PAM authentication failed for user "clerk"'


@pytest.fixture(scope="module")
def clerk(database: Database) -> Iterator[dict[str, Any]]:
    """A session of a role that may sign in as the clerk, who is there."""
    database.login(USER)
    yield database.role("clerks", USER)
    database.run(f"DROP ROLE {USER}")


def test_a_token_of_the_right_role_signs_in(database: Database, clerk: dict[str, Any]) -> None:
    """As every SDK makes it."""
    with database.connect(USER, database.token(clerk, USER)) as connection:
        assert connection.execute("SELECT current_user, pg_has_role('rds_iam', 'member')").fetchone() == (USER, True)


def test_a_role_without_the_right_is_refused(database: Database, clerk: dict[str, Any]) -> None:
    """Its token is good, and IAM says no."""
    for stranger in (database.cloud.assume(database.cloud.role("strangers")), database.role("others", "another")):
        with pytest.raises(Error, match=REFUSED):
            database.connect(USER, database.token(stranger, USER))
    assert "is not authorized to perform: rds-db:connect" in database.cloud.log.read_text()


def test_the_right_to_another_instance_is_none_to_this_one(database: Database, clerk: dict[str, Any]) -> None:
    """The right names the instance by its resource id."""
    elsewhere = database.role("elsewhere", USER, resource="db-ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    with pytest.raises(Error, match=REFUSED):
        database.connect(USER, database.token(elsewhere, USER))


@pytest.mark.parametrize(
    "others",
    [{"DBUsername": "another"}, {"DBHostname": "other.example.com"}, {"Port": 5433}, {"Region": "eu-west-1"}],
    ids=["user", "name", "port", "region"],
)
def test_a_token_for_something_else_is_refused(
    database: Database, clerk: dict[str, Any], others: dict[str, Any]
) -> None:
    """A token is for one user of one instance in one region."""
    with pytest.raises(Error, match=REFUSED):
        database.connect(USER, database.token(clerk, USER, **others))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Amz-Signature", "0" * 64),
        ("X-Amz-Date", "20200101T000000Z"),
        ("X-Amz-Security-Token", "another"),
        ("X-Amz-Expires", "86400"),
    ],
)
def test_a_token_that_was_changed_is_refused(database: Database, clerk: dict[str, Any], name: str, value: str) -> None:
    """Nobody signed what it says now."""
    place, _, query = database.token(clerk, USER).partition("?")
    changed = urlencode({**dict(parse_qsl(query)), name: value})
    with pytest.raises(Error, match=REFUSED):
        database.connect(USER, f"{place}?{changed}")


def test_a_token_lives_for_fifteen_minutes(database: Database, clerk: dict[str, Any]) -> None:
    """The signature of an earlier hour is of no use."""
    database.connect(USER, _token_of(database, clerk, minutes=14)).close()
    with pytest.raises(Error, match=REFUSED):
        database.connect(USER, _token_of(database, clerk, minutes=16))


def test_a_token_in_plain_is_refused(database: Database, clerk: dict[str, Any]) -> None:
    """TLS alone hides it, also where an instance lets clients in without."""
    database.set({"rds.force_ssl": "0"})
    try:
        with pytest.raises(Error, match=f"{REFUSED}|no encryption"):
            database.connect(USER, database.token(clerk, USER), sslmode="disable")
    finally:
        database.set({"rds.force_ssl": "1"})


def test_a_member_of_rds_iam_has_no_use_for_a_password(database: Database, clerk: dict[str, Any]) -> None:
    """Not even for the right one."""
    database.run(f"ALTER ROLE {USER} PASSWORD 'right'")
    with pytest.raises(Error, match=REFUSED):
        database.connect(USER, "right")


def test_a_member_by_another_role_has_no_use_for_a_password_either(database: Database, clerk: dict[str, Any]) -> None:
    """PostgreSQL counts those whom a role of theirs makes members, and those who may only make others members."""
    database.run("CREATE ROLE office", "GRANT rds_iam TO office")
    for name, options in (("usher", ""), ("warden", "WITH ADMIN OPTION, INHERIT FALSE, SET FALSE")):
        database.run(f"CREATE ROLE {name} LOGIN PASSWORD 'right'", f"GRANT office TO {name} {options}")
        with pytest.raises(Error, match=f'PAM authentication failed for user "{name}"'):
            database.connect(name, "right")
        database.connect(name, database.token(database.role(f"{name}s", name), name)).close()
        database.run(f"DROP ROLE {name}")
    database.run("DROP ROLE office")


def test_a_user_outside_of_rds_iam_has_no_use_for_a_token(database: Database) -> None:
    """PostgreSQL asks it for its password."""
    database.run("CREATE ROLE visitor LOGIN PASSWORD 'visit'")
    try:
        session = database.role("visitors", "visitor")
        with pytest.raises(Error, match="password authentication failed"):
            database.connect("visitor", database.token(session, "visitor"))
        database.connect("visitor", "visit").close()
    finally:
        database.run("DROP ROLE visitor")


def _token_of(database: Database, credentials: dict[str, Any], *, minutes: int) -> str:
    """A token that was signed some minutes ago, by botocore's own signer."""
    endpoint, owner = database.endpoint(), credentials
    request = _requests.AWSRequest(
        method="GET", url=f"https://{endpoint['host']}:{endpoint['port']}/?Action=connect&DBUser={USER}"
    )
    keys = _credentials.Credentials(owner["AccessKeyId"], owner["SecretAccessKey"], owner["SessionToken"])
    signer = _auth.SigV4QueryAuth(keys, "rds-db", "eu-central-1", expires=900)
    moment = datetime.now(UTC) - timedelta(minutes=minutes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_auth, "get_current_datetime", lambda: moment.replace(tzinfo=None))
        signer.add_auth(request)
    return str(request.url).removeprefix("https://")
