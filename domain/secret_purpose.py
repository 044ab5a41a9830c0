"""What secrets of an environment are for, which says who writes them."""

from typing import Literal

SecretPurpose = Literal["api-token", "metrics-credentials", "service-credentials", "image-pull"]
"""What the application calls an API with, what metrics are read with, what another service gave, what images are
pulled with."""

REQUIRED_PURPOSES: tuple[SecretPurpose, ...] = ("api-token", "metrics-credentials")
"""What every environment has one of."""

MADE_UP: frozenset[SecretPurpose] = frozenset(REQUIRED_PURPOSES)
"""What is random text that nobody has to know; the others are what somebody else gives, and people write them."""

IMAGE_PULL: SecretPurpose = "image-pull"
"""What nodes show the registry where images are private."""

METRICS: SecretPurpose = "metrics-credentials"
"""What whoever reads metrics shows."""
