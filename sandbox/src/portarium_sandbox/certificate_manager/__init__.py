"""A double of cert-manager: issuers that sign themselves or with a key of the cluster, and real certificates."""
