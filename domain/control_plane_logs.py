"""The logs of a cluster's control plane."""

CONTROL_PLANE_LOGS = ("api", "audit", "authenticator", "controllerManager", "scheduler")
"""Every log that EKS can write."""
