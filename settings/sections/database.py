"""The PostgreSQL database."""

from typing import Literal

from pydantic import Field

from settings.domain.instance_type import DatabaseClass
from settings.domain.postgres_version import PostgresVersion
from settings.domain.window import DailyWindow, WeeklyWindow
from settings.section import Section, Switch


class Database(Section):
    """The instance that holds the runtime data and Temporal's persistence."""

    instance_class: DatabaseClass
    engine_version: PostgresVersion = PostgresVersion("17.6")
    multi_az: Switch = False

    backup_days: int = Field(ge=1, le=35, strict=True)
    """How many days back the database can be restored to any second."""

    deletion_protection: Switch = False

    storage_gib: int = Field(default=50, ge=20, le=65536, strict=True)
    maximum_storage_gib: int = Field(default=200, ge=20, le=65536, strict=True)
    """RDS grows the storage by itself up to here."""

    read_replicas: int = Field(default=0, ge=0, le=5, strict=True)

    backup_window: DailyWindow = DailyWindow("01:00-02:00")
    maintenance_window: WeeklyWindow = WeeklyWindow("sun:03:00-sun:04:00")

    insights_days: Literal[7, 31, 93, 186, 372, 731] = 7
    """How long Performance Insights keeps its data; seven days cost nothing."""

    final_snapshot: Switch = True
    """Whether a snapshot is taken when the database is deleted; a review environment leaves none behind."""
