"""The domain of the services of every cluster: EKS has no other."""

CLUSTER_DOMAIN = "cluster.local"
