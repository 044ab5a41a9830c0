"""The PostgreSQL database."""

from pydantic import Field

from domain.database_class import DatabaseClass
from domain.postgres_version import PostgresVersion
from domain.retention import InsightsDays
from domain.window import DailyWindow, WeeklyWindow
from settings.section import Section, Switch


class Database(Section):
    """The instance that holds the runtime data and Temporal's persistence."""

    instance_class: DatabaseClass
    """The size of the instance."""

    engine_version: PostgresVersion = PostgresVersion("16")
    """The major version of PostgreSQL; RDS installs its minors by itself, in the maintenance window."""

    allow_major_upgrade: Switch = False
    """Whether an update may move the database to a later major: set for that update, and taken away after it."""

    multi_az: Switch = False
    """Whether a standby in another zone takes over when the instance fails."""

    backup_days: int = Field(ge=1, le=35, strict=True)
    """How many days back the database can be restored to any second."""

    deletion_protection: Switch = False
    """Whether AWS refuses to delete the instance."""

    storage_gib: int = Field(default=50, ge=20, le=65536, strict=True)
    """The storage that the instance begins with."""

    maximum_storage_gib: int = Field(default=200, ge=20, le=65536, strict=True)
    """RDS grows the storage by itself up to here."""

    backup_window: DailyWindow = DailyWindow("01:00-02:00")
    """When the daily snapshot is taken, in UTC."""

    maintenance_window: WeeklyWindow = WeeklyWindow("sun:03:00-sun:04:00")
    """When AWS may patch the instance, in UTC; never during the backup."""

    insights_days: InsightsDays = 7
    """How long Performance Insights keeps its data; seven days cost nothing."""

    final_snapshot: Switch = True
    """Whether a snapshot is taken when the database is deleted; a review environment leaves none behind."""
