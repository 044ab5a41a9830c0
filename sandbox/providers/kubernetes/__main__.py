"""Serves the double as the plugin ``pulumi-resource-kubernetes``."""

from sandbox.providers.kubernetes.provider import KubernetesProvider
from sandbox.providers.server import run

if __name__ == "__main__":
    run(KubernetesProvider)
