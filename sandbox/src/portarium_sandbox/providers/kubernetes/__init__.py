"""A double of pulumi-kubernetes: any kind, server-side-applied to a real API server and awaited there."""
