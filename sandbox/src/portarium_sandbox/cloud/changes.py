"""Whether something has changed in a cluster that the doubles of charts look at: they rest until it has."""

import logging
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from threading import Event, Thread
from typing import Final

from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError, KubernetesError

_KINDS: Final = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
WATCHED: Final = (
    _KINDS,
    "/api/v1/configmaps",
    "/api/v1/secrets",
    "/apis/apps/v1/deployments",
    "/apis/apps/v1/statefulsets",
    "/apis/argoproj.io/v1alpha1/applications",
    "/apis/argoproj.io/v1alpha1/appprojects",
    "/apis/cert-manager.io/v1/certificates",
    "/apis/cert-manager.io/v1/issuers",
    "/apis/external-secrets.io/v1/externalsecrets",
    "/apis/external-secrets.io/v1/secretstores",
    "/apis/policies.kyverno.io/v1/imagevalidatingpolicies",
)
"""What the doubles read, and what is theirs to keep."""
_WATCH_SECONDS: Final = 600
_TRY_AGAIN_SECONDS: Final = 1.0
# A double rests for two seconds between two looks: whatever came last, each looks at it twice.
_LIVELY_SECONDS: Final = 5.0
# The time of a window, of a retry and of a certificate change nothing in the cluster.
_STILL_SECONDS: Final = 6.0
_log = logging.getLogger(__name__)


class Changes:
    """Hears of changes in one cluster, from its start on."""

    def __init__(
        self, api: KubernetesClient, *, watched: Sequence[str] = WATCHED, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin to listen; a kind that is not served yet is listened to once one more is."""
        self._api = api
        self._clock = clock
        self._heard = Event()
        self._stopped = Event()
        self._kinds_changed = Event()
        self._lively_until = clock() + _LIVELY_SECONDS
        self._looked_at = clock()
        self._threads = [Thread(target=self._follow, args=(path,), daemon=True, name="changes") for path in watched]
        for thread in self._threads:
            thread.start()

    def due(self) -> bool:
        """Whether to look now: something has changed not long ago, or the last look is."""
        now = self._clock()
        if self._heard.is_set():
            self._heard.clear()
            self._lively_until = now + _LIVELY_SECONDS
        if now >= self._lively_until and now - self._looked_at < _STILL_SECONDS:
            return False
        self._looked_at = now
        return True

    def stop(self) -> None:
        """Listen no more."""
        self._stopped.set()
        self._kinds_changed.set()

    def _follow(self, path: str) -> None:
        while not self._stopped.is_set():
            try:
                self._watch(path)
            except ApiError as error:
                if error.code != HTTPStatus.NOT_FOUND:
                    _log.warning("%s: %s; trying again", path, error)
                    self._stopped.wait(_TRY_AGAIN_SECONDS)
                elif self._kinds_changed.wait(_STILL_SECONDS):
                    # Served a moment after its definition is there.
                    self._stopped.wait(_TRY_AGAIN_SECONDS)
                    self._kinds_changed.clear()
            except KubernetesError:
                # The control plane is on its way down or up; whoever runs it says so.
                self._stopped.wait(_TRY_AGAIN_SECONDS)

    def _watch(self, path: str) -> None:
        version = str(self._api.get(path, limit="1")["metadata"]["resourceVersion"])
        self._heard.set()
        for event in self._api.watch(path, version, _WATCH_SECONDS):
            if self._stopped.is_set() or event.get("type") == "ERROR":
                return
            if event.get("type") != "BOOKMARK":
                self._heard.set()
                if path == _KINDS:
                    self._kinds_changed.set()
