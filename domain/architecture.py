"""The processor architectures, which images and nodes must have in common."""

from typing import Literal

Architecture = Literal["amd64", "arm64"]
"""A processor architecture, as Kubernetes and image registries name it."""
