"""The database: storage and windows."""

from settings.draft import Draft, Findings


def check(draft: Draft) -> Findings:
    """Yield storage that could not grow, and windows that collide."""
    database = draft.config.database
    if database is None:
        return
    if database.storage_gib > database.maximum_storage_gib:
        text = f"{database.storage_gib} is over database.maximumStorageGib {database.maximum_storage_gib}"
        yield "database.storageGib", text
    if database.maintenance_window.collides_with(database.backup_window):
        text = f"{database.maintenance_window} collides with database.backupWindow {database.backup_window}"
        yield "database.maintenanceWindow", text
