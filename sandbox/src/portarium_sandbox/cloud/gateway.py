"""The way into the cloud: one request at a time, and what changes something is kept before it is answered."""

import logging
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from threading import Condition, RLock
from typing import Any

from moto.iam.models import get_account_id_from

from portarium_sandbox.cloud import determinism, journal
from portarium_sandbox.cloud.error_answer import error_answer
from portarium_sandbox.cloud.journal import Journal, JournalError
from portarium_sandbox.cloud.request import Answer, Application, Environment, Request, ask

_log = logging.getLogger(__name__)

Route = Callable[[Request], Answer]
Refuse = Callable[[Request], Answer | None]
"""Answers a request that is not allowed."""


class Gateway:
    """A WSGI application around moto's that remembers."""

    def __init__(self, cloud: Application, kept: Journal, refuse: Refuse = lambda _request: None) -> None:
        self._cloud = cloud
        self._refuse = refuse
        self._journal = kept
        self._routes: dict[str, Route] = {}
        self._failure = ""
        self.lock = RLock()
        """Whoever looks into moto's state holds this."""
        self.changed = Condition(self.lock)
        """Told after each request that may have changed something."""

    def route(self, prefix: str, answer: Route) -> None:
        """Answer requests whose path starts with `prefix` here; they are not AWS's and not kept."""
        self._routes[prefix] = answer

    def replay(self) -> int:
        """Make every kept request again, and give their number."""
        started = time.monotonic()
        count = 0
        with self.lock:
            for entry in self._journal.entries():
                determinism.seed(self._journal.seed, entry.number)
                with determinism.at_time(entry.moment):
                    answer = ask(self._cloud, entry.request)
                if _changed_nothing(answer):
                    raise JournalError(
                        f"request {entry.number} ({entry.request}) was accepted before and is refused now: "
                        f"{answer.body[:200].decode(errors='replace')}; "
                        "`portarium sandbox reset` starts an empty cloud"
                    )
                count += 1
        _log.info("replayed %d requests in %.1f s", count, time.monotonic() - started)
        return count

    def __call__(self, environment: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        request = Request.read(environment)
        answer = self._answer(request)
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _answer(self, request: Request) -> Answer:
        for prefix, route in self._routes.items():
            if request.path.startswith(prefix):
                return route(request)
        with self.lock:
            if self._failure:
                return error_answer(request, HTTPStatus.SERVICE_UNAVAILABLE, "ServiceUnavailable", self._failure)
            if request.reads_only:
                return self._ask_cloud(request)
            answer = self._change(request)
            self.changed.notify_all()
            return answer

    def _change(self, request: Request) -> Answer:
        # Not every key is made by a request that is kept: a pod's is its association's, and nobody's after a restart.
        request = request.in_account(get_account_id_from(request.access_key_id))
        moment = journal.now()
        determinism.seed(self._journal.seed, self._journal.next_number)
        with determinism.at_time(moment):
            answer = self._ask_cloud(request)
        if _changed_nothing(answer):
            return answer
        try:
            self._journal.write(request, moment)
        except OSError as error:
            # Memory is now ahead of the disk: going on would lose this change at the next start without a word.
            self._failure = f"the sandbox cannot write its journal: {error.strerror or error}; make room and restart it"
            _log.error("%s", self._failure)
            return error_answer(request, HTTPStatus.SERVICE_UNAVAILABLE, "ServiceUnavailable", self._failure)
        return answer

    def _ask_cloud(self, request: Request) -> Answer:
        try:
            # Nothing is asked again in a replay: what is kept was allowed when it was made.
            return self._refuse(request) or ask(self._cloud, request)
        except NotImplementedError as error:
            _log.warning("%s: %s", request, error)
            message = f"the sandbox's AWS does not have this: {error or request}"
            return error_answer(request, HTTPStatus.NOT_IMPLEMENTED, "NotImplemented", message)
        except Exception as error:  # noqa: BLE001 # whatever moto trips over is its answer, not our end
            _log.exception("%s failed inside the sandbox", request)
            message = f"the sandbox's AWS failed on {request}: {type(error).__name__}: {error}"
            return error_answer(request, HTTPStatus.NOT_IMPLEMENTED, "SandboxFailure", message)


def _changed_nothing(answer: Answer) -> bool:
    return answer.code >= HTTPStatus.BAD_REQUEST
