"""What the runner knows of its cluster: a copy of a few kinds of objects, kept current by watching them."""

import asyncio
import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from threading import Thread

from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError, KubernetesError
from portarium_sandbox.pods.objects import Object, part, several

Heard = Callable[[str, Object, bool], None]
"""Gets the kind, the object and whether it is still there."""

PATHS = {
    "namespaces": "/api/v1/namespaces",
    "nodes": "/api/v1/nodes",
    "services": "/api/v1/services",
    "endpointslices": "/apis/discovery.k8s.io/v1/endpointslices",
    "networkpolicies": "/apis/networking.k8s.io/v1/networkpolicies",
    # Last: when a pod is heard of, all that decides on it is known.
    "pods": "/api/v1/pods",
}
_WATCH_SECONDS = 600
_TRY_AGAIN_SECONDS = 1.0
_log = logging.getLogger(__name__)


class Cluster:
    """The objects by namespace and name."""

    def __init__(self, api: KubernetesClient, heard: Heard) -> None:
        """Know nothing yet."""
        self._api = api
        self._heard = heard
        self.objects: dict[str, dict[tuple[str, str], Object]] = {kind: {} for kind in PATHS}

    @property
    def services(self) -> dict[tuple[str, str], Object]:
        """All services."""
        return self.objects["services"]

    def node_address(self, name: str) -> str:
        """Give the address of a node."""
        node = self.objects["nodes"].get(("", name), {})
        addresses = several(part(node, "status"), "addresses")
        return next((each["address"] for each in addresses if each["type"] == "InternalIP"), "")

    async def follow(self) -> None:
        """Read everything once, and hear of each change from then on."""
        loop = asyncio.get_running_loop()
        for kind in PATHS:
            version = await asyncio.to_thread(self._read, kind, loop)
            Thread(target=self._watch, args=(kind, version, loop), name=f"watch-{kind}", daemon=True).start()

    def _read(self, kind: str, loop: asyncio.AbstractEventLoop) -> str:
        answer = self._api.get(PATHS[kind])
        loop.call_soon_threadsafe(self._replace, kind, several(answer, "items"))
        return str(answer["metadata"]["resourceVersion"])

    def _watch(self, kind: str, version: str, loop: asyncio.AbstractEventLoop) -> None:
        while not loop.is_closed():
            try:
                for event in self._api.watch(PATHS[kind], version, _WATCH_SECONDS):
                    thing = event["object"]
                    if event["type"] == "ERROR":
                        raise ApiError(thing, int(thing.get("code") or HTTPStatus.GONE))
                    version = thing["metadata"]["resourceVersion"]
                    if event["type"] != "BOOKMARK":
                        loop.call_soon_threadsafe(self._take, kind, thing, event["type"] != "DELETED")
            except (KubernetesError, ValueError, OSError) as error:
                _log.info("watching %s: %s; reading them anew", kind, error)
                time.sleep(_TRY_AGAIN_SECONDS)
                version = self._read_patiently(kind, loop) or version

    def _read_patiently(self, kind: str, loop: asyncio.AbstractEventLoop) -> str | None:
        try:
            return self._read(kind, loop)
        except KubernetesError:
            return None

    def _replace(self, kind: str, items: list[Object]) -> None:
        present = {_key(item): item for item in items}
        for key, gone in list(self.objects[kind].items()):
            if key not in present:
                self._take(kind, gone, is_there=False)
        for item in items:
            self._take(kind, item, is_there=True)

    def _take(self, kind: str, thing: Object, is_there: bool) -> None:
        if is_there:
            self.objects[kind][_key(thing)] = thing
        else:
            self.objects[kind].pop(_key(thing), None)
        self._heard(kind, thing, is_there)


def _key(thing: Object) -> tuple[str, str]:
    return thing["metadata"].get("namespace", ""), thing["metadata"]["name"]
