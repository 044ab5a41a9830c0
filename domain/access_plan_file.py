"""The file by which the jobs of the database know who has access to it."""

PLAN_FILE = "access-plan.json"
"""The key of the plan's config map, and so the name of the file."""
