"""What a bootstrap makes, on a real PostgreSQL whose master is no superuser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection, Error, errors

from ops.operations.access import bootstrap as operation
from ops.operations.access.bootstrap import bootstrap
from ops.operations.error import OperationError
from tests.ops.operations.access.ground import Ground, Site


def run(site: Site) -> list[str]:
    """Bring the server in step with the plan; what was told."""
    told: list[str] = []
    bootstrap(site.entrance, told.append)
    return told


def one(connection: Connection[Any], query: str, *values: Any) -> Any:
    """The only value of an answer."""
    row = connection.execute(query.encode(), values).fetchone()
    assert row is not None
    return row[0]


def test_each_login_signs_in_both_ways(site: Site) -> None:
    """By the password of its secret as its first user, and by a token of IAM under its own name."""
    run(site)
    for login in ("api", "migration"):
        held = site.secret_of(login)
        assert held["username"] == f"{site.name}-{login}-a"
        with site.by_secret(login) as connection:
            assert one(connection, "SELECT session_user") == f"{site.name}-{login}-a"
        with site.by_token(login) as connection:
            assert one(connection, "SELECT session_user") == f"{site.name}-{login}"


def test_the_dsn_is_the_parts_in_one_line(site: Site) -> None:
    """With the path of the authority that pods have, whatever this machine trusts."""
    run(site)
    held = site.secret_of("api")
    assert held["url"] == (
        f"postgres://{held['username']}:{held['password']}@{held['host']}:{held['port']}/{site.name}"
        "?sslmode=verify-full&sslrootcert=/etc/portarium-database/rds-authorities.pem"
    )


def test_a_user_with_a_password_is_no_member_of_rds_iam(site: Site) -> None:
    """Not by another role either: RDS would take no password of it."""
    run(site)
    with site.as_master() as connection:
        for login in ("api", "migration"):
            name = f"{site.name}-{login}"
            found = [
                one(connection, "SELECT pg_has_role(%s, 'rds_iam', 'MEMBER')", who)
                for who in (name, f"{name}-a", f"{name}-b", f"{name}-rights")
            ]
            assert found == [True, False, False, False]


def test_a_group_that_became_a_member_of_rds_iam_is_refused(site: Site) -> None:
    """In one line, before anybody is locked out."""
    run(site)
    with site.as_master() as connection:
        connection.execute(f'GRANT rds_iam TO "{site.name}-api-rights"'.encode())
    with pytest.raises(OperationError, match=f"^{site.name}-api-a: is a member of rds_iam, if only by another role"):
        run(site)


def test_the_second_user_has_no_password_yet(site: Site) -> None:
    """Nobody signs in as it before the first rotation."""
    run(site)
    held = site.secret_of("api")
    with pytest.raises(Error, match="password authentication failed"):
        site.connect(f"{site.name}-api-b", held["password"])


def test_a_second_run_changes_nothing(site: Site) -> None:
    """Neither passwords nor the random text, nor what others have been given."""
    run(site)
    token = site.plan.generated[0]
    secrets = site.ground.client("secretsmanager")
    before = (site.secret_of("api"), secrets.get_secret_value(SecretId=token)["SecretString"])
    told = run(site)
    assert (site.secret_of("api"), secrets.get_secret_value(SecretId=token)["SecretString"]) == before
    assert f"{site.name}-api: signs in as {site.name}-api-a" in told
    assert not [line for line in told if "new" in line]
    assert len(before[1]) > 40


def test_the_writer_writes_what_the_owner_makes_later(site: Site) -> None:
    """Rows of tables and sequences, in any schema; whichever user of the owner made them."""
    run(site)
    for number, signed_in in enumerate((site.by_secret, site.by_token)):
        with signed_in("migration") as owner:
            owner.execute(f"CREATE TABLE made{number} (id serial PRIMARY KEY, word text)".encode())
            owner.execute(f"CREATE SCHEMA tenant{number}".encode())
            owner.execute(f"CREATE TABLE tenant{number}.made (id serial)".encode())
        with site.by_secret("api") as writer:
            writer.execute(f"INSERT INTO made{number} (word) VALUES ('a')".encode())
            writer.execute(f"UPDATE made{number} SET word = 'b'".encode())
            writer.execute(f"INSERT INTO tenant{number}.made DEFAULT VALUES".encode())
            assert one(writer, f"SELECT word FROM made{number}") == "b"
            writer.execute(f"DELETE FROM made{number}".encode())
        with site.by_token("migration") as owner:
            owner.execute(f"ALTER TABLE made{number} ADD COLUMN more text".encode())


def test_the_writer_makes_and_changes_no_table(site: Site) -> None:
    """Neither in the schema that everybody has nor in one of its own, nor can it empty one at once."""
    run(site)
    with site.by_secret("migration") as owner:
        owner.execute("CREATE TABLE kept (id int)")
    statements = (
        "CREATE TABLE public.odd (id int)",
        "CREATE SCHEMA odd",
        "ALTER TABLE kept ADD COLUMN odd int",
        "DROP TABLE kept",
        "TRUNCATE kept",
        "CREATE TEMPORARY TABLE odd (id int)",
    )
    with site.by_secret("api") as writer:
        for statement in statements:
            with pytest.raises(errors.InsufficientPrivilege):
                writer.execute(statement.encode())


def test_the_writer_reads_what_was_there_before_its_rights(site: Site) -> None:
    """A login that a later plan has gets the rights to what is there."""
    later = site.content["logins"].pop(0)
    site.content["restarts"] = []
    run(site)
    with site.by_secret("migration") as owner:
        owner.execute("CREATE SCHEMA tenant")
        owner.execute("CREATE TABLE tenant.old (id serial)")
    site.content["logins"].append(later)
    run(site)
    with site.by_secret("api") as writer:
        writer.execute("INSERT INTO tenant.old DEFAULT VALUES")
        assert one(writer, "SELECT count(*) FROM tenant.old") == 1


def test_a_login_is_let_into_its_own_database_alone(site: Site, ground: Ground) -> None:
    """Another's does not take it."""
    run(site)
    other = ground.plan(f"{site.name}other")
    run(other)
    held = site.secret_of("api")
    with pytest.raises(Error, match="permission denied for database"):
        site.connect(held["username"], held["password"], other.name)


def test_a_person_is_let_in_as_the_page_says(site: Site) -> None:
    """To read, and by a token alone."""
    run(site)
    page = (Path(__file__).parents[4] / "docs" / "operate" / "database-access.md").read_text()
    statements = page.partition("```sql\n")[2].partition("```")[0]
    person = f"{site.name}-support"
    with site.as_master() as master:
        for statement in statements.replace("portarium", site.name).replace("support", person).splitlines():
            master.execute(statement.encode())
    with site.by_secret("migration") as owner:
        owner.execute("CREATE TABLE seen (id int)")
    with site.by_token("support") as reader:
        assert one(reader, "SELECT count(*) FROM seen") == 0
        with pytest.raises(errors.InsufficientPrivilege):
            reader.execute("INSERT INTO seen VALUES (1)")


def test_an_existing_database_changes_its_owner(site: Site) -> None:
    """RDS makes the first one, for its master."""
    with site.as_master() as connection:
        connection.execute(f"CREATE DATABASE {site.name}".encode())
    run(site)
    with site.by_secret("migration") as owner:
        owner.execute("CREATE TABLE public.made (id int)")
        assert (
            one(owner, "SELECT tableowner FROM pg_tables WHERE tablename = 'made'") == f"{site.name}-migration-rights"
        )


def test_a_bootstrap_that_died_before_the_secret_is_completed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its roles and a password that nobody knows are there, and the secret is empty."""

    def dies(*_: Any) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(operation.login_secret, "write", dies)
        with pytest.raises(KeyboardInterrupt):
            run(site)
    assert run(site)[-1].endswith("has a value now")
    with site.by_secret("api") as connection:
        assert one(connection, "SELECT 1") == 1


def test_a_secret_whose_password_no_longer_works_is_renewed(site: Site) -> None:
    """After the database came back from a snapshot, say."""
    run(site)
    with site.as_master() as connection:
        connection.execute(f"ALTER ROLE \"{site.name}-api-a\" PASSWORD 'another'".encode())
    assert f"{site.name}-api: signs in as {site.name}-api-a, with a new password" in run(site)
    site.by_secret("api").close()


def test_a_secret_that_leads_elsewhere_is_renewed(site: Site) -> None:
    """A database that was replaced has another name."""
    run(site)
    site.content["server"]["authority"] = "/elsewhere.pem"
    run(site)
    assert site.secret_of("api")["url"].endswith("sslrootcert=/elsewhere.pem")
    site.by_secret("api").close()


def test_no_password_is_logged_or_told(site: Site) -> None:
    """The server logs what makes a login, and has a verifier to log."""
    told = run(site)
    log, held = site.ground.log(), [site.secret_of("api"), site.secret_of("migration")]
    assert f'ALTER ROLE "{site.name}-api-a" PASSWORD' in log
    assert "SCRAM-SHA-256$" in log
    for secret in held:
        assert secret["password"] not in log
        assert secret["password"] not in "\n".join(told)


def test_a_master_whom_the_server_takes_for_a_member_of_rds_iam_comes_by_a_token(site: Site) -> None:
    """Who makes a role is its administrator, which PostgreSQL counts as a member, and RDS may."""
    name = f"{site.name}_second"
    with site.as_master() as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN CREATEDB CREATEROLE PASSWORD 'right'".encode())
        connection.execute(f"GRANT rds_iam TO {name} WITH ADMIN OPTION".encode())
    secret = site.ground.secret(name)
    site.ground.client("secretsmanager").put_secret_value(
        SecretId=secret, SecretString=f'{{"username": "{name}", "password": "right"}}'
    )
    site.content["server"]["masterSecret"] = secret
    assert f"{site.name}-api: signs in as {site.name}-api-a, with a new password" in run(site)
    site.by_secret("api").close()
