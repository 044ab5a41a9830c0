"""The name of it all."""

PROJECT = "portarium"
"""Pulumi's project, the prefix of every setting, physical name and tag."""
