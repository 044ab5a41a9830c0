"""The PostgreSQL versions that an environment can run."""

from typing import ClassVar

from domain.text import Text, shown

SUPPORTED_MAJORS = (16, 17)


class PostgresVersion(Text):
    """A major version of PostgreSQL.

    RDS installs its minor versions by itself, in the maintenance window: a minor that were pinned beside that would
    soon be one that the database has left, and RDS goes back to none.
    """

    pattern: ClassVar[str] = r"[0-9]{1,2}"
    expected: ClassVar[str] = "a major version of PostgreSQL, whose minors RDS installs by itself"
    example: ClassVar[str] = '"16" in quotes'

    def check(self) -> None:
        """Refuse a major version that the parameter group and the migrations are not tested with."""
        if self.major not in SUPPORTED_MAJORS:
            majors = ", ".join(str(major) for major in SUPPORTED_MAJORS)
            raise ValueError(f"{shown(str(self))} is not supported; supported majors are {majors}")

    @property
    def major(self) -> int:
        """The version as a number."""
        return int(self)

    @property
    def family(self) -> str:
        """The family of parameter groups that goes with the version."""
        return f"postgres{self.major}"
