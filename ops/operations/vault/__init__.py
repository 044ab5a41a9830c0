"""Vault, inside of the cluster: initialised once, configured at every release, copied every day."""
