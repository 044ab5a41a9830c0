"""A double of the External Secrets Operator: it works where a release of its chart is recorded."""
