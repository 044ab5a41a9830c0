"""Serves the double as the plugin ``pulumi-resource-random``."""

from sandbox.providers.random.provider import RandomProvider
from sandbox.providers.server import run

if __name__ == "__main__":
    run(RandomProvider)
