"""Serves the double as the plugin ``pulumi-resource-kubernetes``."""

from portarium_sandbox.parent import Parent
from portarium_sandbox.providers.kubernetes.provider import KubernetesProvider
from portarium_sandbox.providers.server import run

if __name__ == "__main__":
    run(KubernetesProvider, Parent())
