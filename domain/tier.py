"""The tiers: how much an environment is worth protecting."""

from typing import Literal

Tier = Literal["local", "dev", "staging", "prod"]
"""The rules that hold for an environment; the last is the strictest."""
