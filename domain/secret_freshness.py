"""What is told of how fresh an environment's secrets are: fields of each report, and metrics by the same names."""

OLDEST_PERCENT = "oldestPercent"
"""How much of its term the oldest value has behind it, in percent: over a hundred, it is overdue."""

SINCE_SYNC_SECONDS = "sinceSyncSeconds"
"""How long ago the secret in the cluster was written that was not written for longest."""

REFRESH_SECONDS = 3600
"""How often each secret in the cluster is written anew, and how often is told."""
