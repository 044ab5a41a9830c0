"""The PostgreSQL versions that an environment can run."""

from typing import ClassVar

from domain.text import Text, shown

SUPPORTED_MAJORS = (16, 17)


class PostgresVersion(Text):
    """A pinned PostgreSQL version, major and minor."""

    pattern: ClassVar[str] = r"[0-9]{1,2}\.[0-9]{1,2}"
    expected: ClassVar[str] = "a PostgreSQL version with its minor"
    example: ClassVar[str] = '"17.6" in quotes'

    def check(self) -> None:
        """Refuse a major version that the parameter group and the migrations are not tested with."""
        if self.major not in SUPPORTED_MAJORS:
            majors = ", ".join(str(major) for major in SUPPORTED_MAJORS)
            raise ValueError(f"{shown(str(self))} is not supported; supported majors are {majors}")

    @property
    def major(self) -> int:
        """The number before the dot."""
        return int(self.split(".", 1)[0])

    @property
    def family(self) -> str:
        """The family of parameter groups that goes with the version."""
        return f"postgres{self.major}"
