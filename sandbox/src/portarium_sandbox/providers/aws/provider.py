"""The AWS double: the provider that the engine starts in the sandbox as `pulumi-resource-aws`."""

import importlib.metadata
import os
from pathlib import Path

from portarium_sandbox.parent import Parent
from portarium_sandbox.providers.aws import invokes
from portarium_sandbox.providers.aws.clients import Clients
from portarium_sandbox.providers.aws.configuration import checked, parse
from portarium_sandbox.providers.aws.handler import TableHandler
from portarium_sandbox.providers.aws.ledger import Ledger
from portarium_sandbox.providers.aws.rows import row_of
from portarium_sandbox.providers.aws.schema_cache import schema_of
from portarium_sandbox.providers.differences import Difference, difference
from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.operation import Operation, ResourceHandler
from portarium_sandbox.providers.properties import Properties
from portarium_sandbox.providers.provider import Provider


class Aws(Provider):
    """Speaks to the sandbox's AWS API as the official provider speaks to AWS."""

    name = "aws"
    version = importlib.metadata.version("pulumi-aws")

    def __init__(self) -> None:
        self._parent = Parent()
        folder = Path(os.environ.get("PORTARIUM_SANDBOX") or ".sandbox")
        self._ledger = Ledger(folder / "creations", os.environ.get("AWS_ENDPOINT_URL", ""))
        self._handlers: dict[str, TableHandler] = {}
        self.configure({})

    def check_configuration(self, operation: Operation) -> Properties:
        """Refuse what means nothing in a sandbox, and fill in the region."""
        return checked(operation.inputs)

    def diff_configuration(self, operation: Operation) -> Difference:
        """Another region is another set of resources."""
        return difference(operation.old_inputs, operation.inputs, replaces=lambda place: place[0] == "region")

    def configure(self, configuration: Properties) -> None:
        """Take the configuration; nothing is asked of the API before a resource needs it."""
        self._configuration = parse(configuration)
        self._clients = Clients(self._configuration.region)
        self._handlers.clear()

    def handler(self, token: str) -> ResourceHandler:
        """The interpreter of the type's row."""
        found = self._handlers.get(token)
        if found is None:
            row = row_of(token)
            if row is None:
                raise ProviderError(
                    f"{token}: the sandbox's aws provider is a double and does not have it; add its row to "
                    "sandbox/src/portarium_sandbox/providers/aws/services, or use the official provider "
                    "(`portarium sandbox up --providers official`)"
                )
            found = TableHandler(row, schema_of(token), self._clients, self._configuration, self._ledger)
            self._handlers[token] = found
        return found

    def invoke(self, token: str, arguments: Properties, *, preview: bool) -> Properties:  # noqa: ARG002
        """Answer a function; the same in a preview, because all of them only look."""
        return invokes.invoke(token, arguments, self._clients, self._configuration)

    def close(self) -> None:
        """Settle the notes of creations, unless the engine was killed.

        An engine that was killed leaves its providers to another parent: what they created, it may not know.
        """
        if not self._parent.is_gone():
            self._ledger.close()
