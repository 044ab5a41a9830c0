"""What a double implements: its configuration, its resource types and its functions."""

from abc import ABC, abstractmethod
from typing import ClassVar

from portarium_sandbox.providers.differences import Difference, compare
from portarium_sandbox.providers.errors import UnknownTypeError
from portarium_sandbox.providers.operation import Operation, ResourceHandler
from portarium_sandbox.providers.properties import Properties


class Provider(ABC):
    """A double of one provider. Its methods are called from several threads at once."""

    name: ClassVar[str]
    """The package, as in ``pulumi-resource-<name>``."""
    version: ClassVar[str]
    """The version of the official provider that this one stands in for."""

    def check_configuration(self, operation: Operation) -> Properties:
        """The provider's configuration as it is to be used. Raises InputError."""
        return operation.inputs

    def diff_configuration(self, operation: Operation) -> Difference:
        """What changed in the configuration; a replacement here replaces every resource of the provider."""
        return Difference(changes=compare(operation.old_inputs, operation.inputs))

    def configure(self, configuration: Properties) -> None:  # noqa: B027  (not every provider has configuration)
        """Take the configuration; never called with unknown values, the engine does without the provider then.

        Values that are not text arrive as JSON text, because that is how the SDKs send them.
        """

    @abstractmethod
    def handler(self, token: str) -> ResourceHandler:
        """What handles a resource type. Raises UnknownTypeError."""

    def invoke(self, token: str, arguments: Properties, *, preview: bool) -> Properties:  # noqa: ARG002
        """Call a function. Raises UnknownTypeError."""
        raise UnknownTypeError(token, self.name)

    def close(self) -> None:  # noqa: B027  (not every provider has connections)
        """Release connections; the process ends after this."""
