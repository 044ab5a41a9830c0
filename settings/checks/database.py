"""The database: storage and windows, and whether its clients know whom to believe."""

from settings.database_authorities import AUTHORITIES, read_database_authorities
from settings.draft import Draft, Findings


def check(draft: Draft) -> Findings:
    """Yield storage that could not grow, windows that collide, and a region whose certificates nobody could check."""
    database = draft.config.database
    if database is None:
        return
    if database.storage_gib > database.maximum_storage_gib:
        text = f"{database.storage_gib} is over database.maximumStorageGib {database.maximum_storage_gib}"
        yield "database.storageGib", text
    if database.maintenance_window.collides_with(database.backup_window):
        text = f"{database.maintenance_window} collides with database.backupWindow {database.backup_window}"
        yield "database.maintenanceWindow", text
    region = draft.config.region
    if region is not None and region not in read_database_authorities():
        yield (
            "region",
            f"{AUTHORITIES} has no authority of {region}; docs/operate/database-access.md says how to add it",
        )
