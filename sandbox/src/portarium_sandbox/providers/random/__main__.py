"""Serves the double as the plugin ``pulumi-resource-random``."""

from portarium_sandbox.parent import Parent
from portarium_sandbox.providers.random.provider import RandomProvider
from portarium_sandbox.providers.server import run

if __name__ == "__main__":
    run(RandomProvider, Parent())
