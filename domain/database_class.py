"""An RDS instance class."""

from difflib import get_close_matches
from typing import ClassVar

from domain.database_catalogue import DATABASE_FAMILIES
from domain.text import Text, shown


class DatabaseClass(Text):
    """An RDS instance class of the catalogue."""

    pattern: ClassVar[str] = r"db\.[a-z][a-z0-9]*\.[a-z0-9]+"
    expected: ClassVar[str] = "an RDS instance class"
    example: ClassVar[str] = "db.t4g.medium"

    def check(self) -> None:
        """Refuse what is not in the catalogue, with what is nearest to it there."""
        _, family, size = self.split(".")
        found = DATABASE_FAMILIES.get(family)
        if found is None:
            near = get_close_matches(family, DATABASE_FAMILIES, n=3, cutoff=0.5)
            advice = (
                f"near ones are {', '.join(f'db.{one}' for one in near)}" if near else f"for example {self.example}"
            )
            raise ValueError(f"{shown(str(self))} is of no family that PostgreSQL runs on; {advice}")
        if size not in found:
            raise ValueError(f"{shown(str(self))} does not exist for PostgreSQL; db.{family} has {', '.join(found)}")

    @property
    def memory_gib(self) -> int:
        """The memory of the instance."""
        _, family, size = self.split(".")
        return DATABASE_FAMILIES[family][size]
