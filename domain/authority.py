"""Whom to believe, as Kubernetes and cert-manager hand it out."""

AUTHORITY_KEY = "ca.crt"
"""The file beside a service account's token, and the key in the secret of a certificate, that says whom to believe."""
