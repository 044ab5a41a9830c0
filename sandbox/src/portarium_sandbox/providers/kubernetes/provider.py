"""The provider of Kubernetes objects."""

import threading
from contextlib import suppress
from typing import Final

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.providers.differences import Difference
from portarium_sandbox.providers.errors import ProviderError, UnknownTypeError
from portarium_sandbox.providers.kubernetes.configuration import Configuration, changed, checked
from portarium_sandbox.providers.kubernetes.configuration import configuration as typed
from portarium_sandbox.providers.kubernetes.helm import RELEASE, ReleaseHandler
from portarium_sandbox.providers.kubernetes.kinds import is_list, kind_of_token, patched_kind
from portarium_sandbox.providers.kubernetes.objects import Objects
from portarium_sandbox.providers.kubernetes.patch import PatchHandler
from portarium_sandbox.providers.kubernetes.resource import ObjectHandler
from portarium_sandbox.providers.operation import Operation, ResourceHandler
from portarium_sandbox.providers.properties import Properties
from portarium_sandbox.providers.provider import Provider

_DECODE_YAML: Final = "kubernetes:yaml:decode"
_NOT_OBJECTS: Final = ("helm.sh/", "kustomize/", "yaml/")
"""What pulumi-kubernetes has beside the kinds of the API: charts, kustomizations and files of YAML."""


class KubernetesProvider(Provider):
    """The double of pulumi-kubernetes."""

    name = "kubernetes"
    version = "4.34.2"

    def __init__(self) -> None:
        self._configuration = Configuration()
        self._objects: Objects | None = None
        self._lock = threading.Lock()

    def check_configuration(self, operation: Operation) -> Properties:
        """Refuse configuration that the double can't honour."""
        return checked(operation.inputs)

    def diff_configuration(self, operation: Operation) -> Difference:
        """Another cluster is another place for every object."""
        return changed(operation.old_inputs, operation.inputs)

    def configure(self, configuration: Properties) -> None:
        """Take the configuration; the cluster is only talked to when there is something to say."""
        with self._lock:
            self._configuration = typed(configuration)
            self._objects = None
        if isinstance(self._configuration.kubeconfig, str):
            threading.Thread(target=self._sign_in, daemon=True).start()

    def handler(self, token: str) -> ResourceHandler:
        """The handler of a type: every kind of the API has one."""
        rules = self._configuration.rules
        if token == RELEASE:
            return ReleaseHandler(rules.namespace, self._connect)
        kind = kind_of_token(token)
        if kind.api_version.startswith(_NOT_OBJECTS):
            raise UnknownTypeError(token, self.name)
        if is_list(kind):
            raise ProviderError(f"{token}: a list is no object of its own; create its items as resources")
        if patched_kind(kind) is not None:
            return PatchHandler(self._connect, rules)
        return ObjectHandler(self._connect, rules)

    def invoke(self, token: str, arguments: Properties, *, preview: bool) -> Properties:
        """Decode YAML, which is what ``kubernetes.yaml`` asks its provider for."""
        if token != _DECODE_YAML:
            return super().invoke(token, arguments, preview=preview)
        import yaml  # noqa: PLC0415  (the only thing in the provider that needs it)

        try:
            documents = list(yaml.safe_load_all(arguments["text"]))
        except yaml.YAMLError as error:
            raise ProviderError(f"yaml: {' '.join(str(error).split())}") from error
        return {"result": [document for document in documents if document]}

    def close(self) -> None:
        """Close the connections to the API server."""
        if self._objects is not None:
            self._objects.api.close()

    def _sign_in(self) -> None:
        """Get a token before it is asked for: on EKS, that is a command that takes half a second to start."""
        # What is wrong with it is said by the first request, in the name of the object that it is for.
        with suppress(SandboxError):
            self._connect().api.sign_in()

    def _connect(self) -> Objects:
        with self._lock:
            if self._objects is None:
                chosen = self._configuration
                self._objects = Objects(
                    KubernetesClient(chosen.load()),
                    force=chosen.enable_patch_force,
                    upsert=chosen.upsert_existing_objects,
                    deprecations=not chosen.suppress_deprecation_warnings,
                )
            return self._objects
