"""What Temporal keeps in the database: two stores, each a database with a login of its own."""

from dataclasses import dataclass

from domain.temporal import TEMPORAL

DATABASE_HOST = "DATABASE_HOST"
"""The variable that has the name of the database's server."""


@dataclass(frozen=True, kw_only=True)
class Store:
    """One of them."""

    name: str
    """How the server's configuration calls it."""
    login: str
    """The login whose rights own its database."""
    database: str
    """Its database."""
    schema: str
    """Its schema among those that the server brings."""

    @property
    def user(self) -> str:
        """The variable that has the user who signs in; the two of a login take turns."""
        return f"{self.name.upper()}_STORE_USER"

    @property
    def password(self) -> str:
        """The variable that has that user's password."""
        return f"{self.name.upper()}_STORE_PASSWORD"


STORE = Store(name="default", login=TEMPORAL, database="temporal", schema="temporal")
"""The store of runs."""

VISIBILITY = Store(
    name="visibility", login=f"{TEMPORAL}-visibility", database="temporal_visibility", schema="visibility"
)
"""The store that runs are searched in."""

STORES = (STORE, VISIBILITY)
