"""The classes of volumes in a cluster."""

UNENCRYPTED_CLASS = "gp2"
"""The class that EKS puts into every cluster, which asks for no encryption."""
