"""Waiting for what the API does after its answer."""

from collections.abc import Callable

from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.errors import ProviderError

DEFAULT_TIMEOUT_SECONDS = 1200.0
_FIRST_PAUSE_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 1.0


def wait_until(
    subject: Subject,
    state: Callable[[], str],
    *,
    reached: tuple[str, ...],
    failed: tuple[str, ...] = (),
    why: Callable[[], str] = str,
) -> None:
    """Ask for the state until it is one of those wanted; `why` says what the API says of one that failed."""
    limit = subject.timeout_seconds or DEFAULT_TIMEOUT_SECONDS
    waited, pause = 0.0, _FIRST_PAUSE_SECONDS
    while (now := state()) not in reached:
        where = f"{subject.identifier}: is {now}"
        if now in failed:
            reason = why()
            raise ProviderError(f"{where}, expected {' or '.join(reached)}{reason and f': {reason}'}")
        if waited >= limit:
            raise ProviderError(f"{where} after {limit:.0f} s, expected {' or '.join(reached)}")
        subject.status(f"{now.lower()}: waiting for {reached[0].lower() or 'its deletion'}")
        if subject.cancelled.wait(pause):
            raise ProviderError(f"{where}; interrupted while waiting for {' or '.join(reached)}")
        waited += pause
        pause = min(pause * 1.5, _LONGEST_PAUSE_SECONDS)
