"""Portarium's building blocks: one typed ComponentResource a module."""
