"""The secrets of an environment, besides the logins to its database."""

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from domain.secret_purpose import SecretPurpose
from settings.section import Section
from settings.sections.variables import SecretName

SecretsSource = Literal["aws-secrets-manager", "ext-vault"]
"""Where the values are."""


class SecretItem(Section):
    """One secret; a variable refers to it by its name."""

    name: SecretName
    """What it is called, and a part of its name in AWS Secrets Manager."""

    purpose: SecretPurpose
    """What it is for: tokens of `api-token` and `metrics-credentials` are made up and rotated by themselves, the others
    are given by somebody else, and people write them."""

    rotation_frequency_days: Annotated[StrictInt, Field(ge=1, le=365)]
    """After how many days it is due for another value."""


class SecretsBundle(Section):
    """The secrets that variables and nodes use: each is an item, with who renews it and how often."""

    source: SecretsSource = "aws-secrets-manager"
    """Where the values are: in AWS Secrets Manager, or in the environment's Vault."""

    items: tuple[SecretItem, ...] = Field(min_length=1)
    """The secrets; at least one of `api-token` and one of `metrics-credentials`."""

    def item(self, name: str) -> SecretItem | None:
        """Return an item by its name."""
        return next((item for item in self.items if item.name == name), None)

    def of_purpose(self, purpose: SecretPurpose) -> list[str]:
        """Return the names of the items that are for this."""
        return [str(item.name) for item in self.items if item.purpose == purpose]
