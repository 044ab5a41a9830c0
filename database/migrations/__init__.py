"""Alembic's two branches: what is added, and what is taken away."""
