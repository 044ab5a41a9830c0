"""Whether an application is synchronised by itself, which a person's wish never needs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from portarium_sandbox.argo_cd.window import WindowError, can_sync
from portarium_sandbox.pods.objects import Object, part, words

_RETRY: Final = {"limit": 5}


def automated(
    application: Object, project: Object, status: Mapping[str, Any], now: datetime
) -> tuple[dict[str, Any] | None, str]:
    """The operation that is due by itself, if one is, and why it is not where that is a problem."""
    policy = part(application["spec"], "syncPolicy")
    wanted = part(policy, "automated")
    is_off = policy.get("automated") is None or wanted.get("enabled") is False
    if is_off or "operation" in application or status["sync"]["status"] != "OutOfSync":
        return None, ""
    try:
        if not can_sync(application, project, now, manual=False):
            return None, ""
    except WindowError as error:
        return None, str(error)
    source, revision = application["spec"]["source"], status["sync"]["revision"]
    last = part(status, "operationState")
    tried = part(last, "syncResult")
    if (tried.get("source"), tried.get("revision")) == (source, revision):
        if last["phase"] != "Succeeded":
            return None, f"Failed last sync attempt to [{revision}]: {last.get('message', '')}"
        if not wanted.get("selfHeal"):
            return None, ""
    sync: dict[str, Any] = {"revision": revision, "source": source, "prune": bool(wanted.get("prune"))}
    if options := words(policy, "syncOptions"):
        sync["syncOptions"] = options
    return {"initiatedBy": {"automated": True}, "retry": policy.get("retry") or _RETRY, "sync": sync}, ""
