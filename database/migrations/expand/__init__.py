"""Migrations that add something, which the release before lives with."""
