"""Releases: which image SHA an environment runs, which it ran, and whether the next one may come.

An environment's history is an output of its own stack, written when an `up` has completed, and read back by the next
one and by the environment after it. The rule is enforced here, in the program, so that no path can skip it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

import pulumi

from domain.environment_status import READY, EnvironmentStatus, takes_rollbacks
from domain.stack_name import stack_file
from settings.refusal import Refusal
from stacks.reference import reference_to

OUTPUT = "release"


class PromotionError(Refusal):
    """A SHA that may not come into this environment; shown as one line, before any resource is registered."""


@dataclass(frozen=True, kw_only=True)
class Completed:
    """One image SHA that an environment completed an `up` with."""

    imageSha: str  # noqa: N815 - the key in the stack's output
    since: str
    """When it last became the current one (ISO 8601, UTC)."""


@dataclass(frozen=True, kw_only=True)
class Releases:
    """The history of one environment, oldest first; the last is the current one."""

    history: tuple[Completed, ...] = ()

    @property
    def current(self) -> Completed | None:
        """What the environment runs now, or nothing before its first `up`."""
        return self.history[-1] if self.history else None

    def has_completed(self, image_sha: str) -> bool:
        """Whether an `up` with this SHA ever completed here."""
        return any(completed.imageSha == image_sha for completed in self.history)

    def followed_by(self, image_sha: str, now: str) -> "Releases":
        """The history once an `up` with this SHA has completed; the same SHA again changes nothing."""
        if self.current and self.current.imageSha == image_sha:
            return self
        earlier = tuple(completed for completed in self.history if completed.imageSha != image_sha)
        return Releases(history=(*earlier, Completed(imageSha=image_sha, since=now)))

    def as_output(self) -> dict[str, Any]:
        """What the stack exports as `release`."""
        current = self.current
        return {**(asdict(current) if current else {}), "history": [asdict(completed) for completed in self.history]}


def require_promotable(
    image_sha: str, *, environment: str, own: Releases, source: str | None, source_releases: Releases | None
) -> None:
    """Refuse a SHA that the environment before this one never completed, unless this one ran it before."""
    if source is None or own.has_completed(image_sha):
        return
    refusal = f"{stack_file(environment)}: imageSha: {image_sha} may not come to {environment}:"
    if source_releases is None or source_releases.current is None:
        raise PromotionError(
            f"{refusal} stack {source}, the environment before it, has not completed an up yet; "
            f"run it there first: pulumi config set imageSha {image_sha} -s {source} && pulumi up -s {source}"
        )
    if not source_releases.has_completed(image_sha):
        raise PromotionError(
            f"{refusal} {source} has never completed an up with it and runs {source_releases.current.imageSha}; "
            f"promote it there first: pulumi config set imageSha {image_sha} -s {source} && pulumi up -s {source}"
        )


def require_accepting(image_sha: str, *, environment: str, status: EnvironmentStatus, own: Releases) -> None:
    """Refuse a new SHA where the environment is not ready; what it ran before may come back, unless it is retired."""
    if status == READY or (own.current and own.current.imageSha == image_sha):
        return
    if takes_rollbacks(status) and own.has_completed(image_sha):
        return
    runs = f"it runs {own.current.imageSha}" if own.current else "it runs nothing yet"
    raise PromotionError(
        f"{stack_file(environment)}: imageSha: {image_sha} may not come to {environment}, which is {status}: {runs}; "
        f"a new release needs: pulumi config set status {READY} -s {environment}"
    )


def read_releases(stack: str) -> Releases | None:
    """The history that a stack of this project exports, or nothing when there is no such stack.

    The engine itself answers, from the backend's state: no cloud is asked. A StackReference would say the same, but it
    fails the whole program where the other stack does not exist, and can't explain what to do about it.
    """
    try:
        answer = pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", {"name": reference_to(stack)})
    except Exception as failure:
        # The engine reports every failure of an invoke as a bare Exception.
        if "unknown stack" in str(failure):
            return None
        raise PromotionError(f"stack {stack}: its outputs can't be read: {failure}") from failure
    return parse_releases(cast("Mapping[str, Any]", answer.value)["outputs"].get(OUTPUT))


def parse_releases(output: Mapping[str, Any] | None) -> Releases:
    """The history out of a stack's `release` output."""
    entries: Sequence[Mapping[str, str]] = (output or {}).get("history", [])
    return Releases(history=tuple(Completed(imageSha=entry["imageSha"], since=entry["since"]) for entry in entries))
