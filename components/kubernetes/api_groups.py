"""The groups of the Kubernetes API that several components name."""

RBAC = "rbac.authorization.k8s.io"
"""Roles and bindings."""
