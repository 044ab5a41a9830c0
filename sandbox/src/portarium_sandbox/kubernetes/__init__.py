"""A client for a cluster's API server: of the provider, of the cloud that runs the cluster, and of the journeys."""
