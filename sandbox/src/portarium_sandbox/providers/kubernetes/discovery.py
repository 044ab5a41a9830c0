"""Finds where the API server keeps the objects of a kind."""

import threading
from dataclasses import dataclass
from urllib.parse import quote

from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.kubernetes.kinds import Kind

_NOT_FOUND = 404
DEFAULT_NAMESPACE = "default"


class UnknownKindError(ProviderError):
    """A kind that the API server does not have (yet)."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(
            f"{kind}: the API server has no such kind; create its CustomResourceDefinition first (depends_on)"
        )


@dataclass(frozen=True)
class Collection:
    """The objects of one kind."""

    kind: Kind
    plural: str
    is_namespaced: bool

    def path(self, namespace: str | None, name: str | None = None) -> str:
        """The URL path of one object, or of all in a namespace."""
        root = f"/apis/{self.kind.api_version}" if self.kind.group else f"/api/{self.kind.api_version}"
        inside = f"/namespaces/{quote(namespace or DEFAULT_NAMESPACE)}" if self.is_namespaced else ""
        return f"{root}{inside}/{self.plural}" + (f"/{quote(name)}" if name else "")


class Discovery:
    """Looks kinds up and remembers them; safe to use from several threads."""

    def __init__(self, api: KubernetesClient) -> None:
        self._api = api
        self._known: dict[Kind, Collection] = {}
        self._lock = threading.Lock()

    def find(self, kind: Kind) -> Collection:
        """Where the objects of a kind are.

        A kind that is not known is asked for every time, because a CRD may just have brought it.
        Raises UnknownKindError, or UnreachableError when the API server does not answer.
        """
        with self._lock:
            if kind not in self._known:
                self._known.update(self._collections(kind.api_version))
            if kind not in self._known:
                raise UnknownKindError(kind)
            return self._known[kind]

    def forget(self, group: str) -> None:
        """Ask again for the kinds of a group: its CRDs change."""
        with self._lock:
            self._known = {kind: found for kind, found in self._known.items() if kind.group != group}

    def _collections(self, api_version: str) -> dict[Kind, Collection]:
        root = "/apis" if "/" in api_version else "/api"
        try:
            resources = self._api.get(f"{root}/{api_version}").get("resources", [])
        except ApiError as error:
            if error.code == _NOT_FOUND:
                return {}
            raise
        collections = [
            Collection(Kind(api_version, resource["kind"]), resource["name"], resource["namespaced"])
            for resource in resources
            if "/" not in resource["name"]
        ]
        return {collection.kind: collection for collection in collections}
