"""The modes of S3's Object Lock, which keeps evidence from being deleted before its time."""

from typing import Literal

LockMode = Literal["GOVERNANCE", "COMPLIANCE"]
"""GOVERNANCE yields to whom no policy denies the bypass; COMPLIANCE to nobody, not even the account's root."""

LockChoice = Literal["off", LockMode]
"""What an environment can be set to: without a lock, or with one in a mode."""

STRICTNESS: tuple[LockChoice, ...] = ("off", "GOVERNANCE", "COMPLIANCE")
"""From none to the strictest."""
