"""The provider of random values."""

from typing import Final

from portarium_sandbox.providers.errors import UnknownTypeError
from portarium_sandbox.providers.operation import ResourceHandler
from portarium_sandbox.providers.provider import Provider
from portarium_sandbox.providers.random.resource import RandomResource
from portarium_sandbox.providers.random.text import PASSWORD, STRING
from portarium_sandbox.providers.random.values import BYTES, IDENTIFIER, INTEGER, PET, SHUFFLE, UUID, UUID4, UUID7

HANDLERS: Final = {
    f"random:index/random{name}:Random{name}": RandomResource(kind)
    for name, kind in {
        "Bytes": BYTES,
        "Id": IDENTIFIER,
        "Integer": INTEGER,
        "Password": PASSWORD,
        "Pet": PET,
        "Shuffle": SHUFFLE,
        "String": STRING,
        "Uuid": UUID,
        "Uuid4": UUID4,
        "Uuid7": UUID7,
    }.items()
}
"""The resource types of pulumi-random 4.21.4."""


class RandomProvider(Provider):
    """The double of pulumi-random; it has no configuration and no functions."""

    name = "random"
    version = "4.21.4"

    def handler(self, token: str) -> ResourceHandler:
        """The handler of one of pulumi-random's types."""
        if token not in HANDLERS:
            raise UnknownTypeError(token, self.name)
        return HANDLERS[token]
