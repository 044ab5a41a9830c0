"""Identifiers of version 7, by the server's own function or by ours: in the order in which a session made them."""

from __future__ import annotations

import time
from uuid import UUID

from tests.database.server import Site

_VARIANT = 0b10


def test_a_session_makes_them_in_order(site: Site) -> None:
    """Within a statement, over statements and over a transaction that came to nothing."""
    with site.member(site.shared) as connection:
        made: list[UUID] = []
        for fate in ("COMMIT", "ROLLBACK", "COMMIT"):
            connection.execute("BEGIN")
            made += [one for (one,) in connection.execute("SELECT new_id() FROM generate_series(1, 500)")]
            connection.execute(fate.encode())
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_they_are_of_version_7_and_of_now(site: Site) -> None:
    """The first 48 bits are the milliseconds, as everybody reads them."""
    with site.member(site.shared) as connection:
        found = connection.execute("SELECT new_id()").fetchone()
    assert found
    made: UUID = found[0]
    assert (made.version, made.int >> 62 & 0b11) == (7, _VARIANT)
    assert abs((made.int >> 80) / 1000 - time.time()) < 60


def test_sessions_make_others(site: Site) -> None:
    """Two that ask at a time have no identifier in common."""
    ask = "SELECT new_id() FROM generate_series(1, 1000)"
    with site.member(site.shared) as one, site.member(site.shared) as other:
        assert not set(one.execute(ask).fetchall()) & set(other.execute(ask).fetchall())
