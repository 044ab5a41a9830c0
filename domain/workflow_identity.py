"""The identity of a GitHub workflow, as AWS checks it."""

ISSUER = "token.actions.githubusercontent.com"
"""Who signs the identity of a GitHub workflow."""

AUDIENCE = "sts.amazonaws.com"
"""Whom the signed identity is made for."""
