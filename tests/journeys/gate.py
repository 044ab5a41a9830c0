"""The gate of a platform: somebody lets changes in while an `up` waits for that."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

from components.naming import physical_name
from domain.gitops import APPLICATIONS
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.session import Session
from settings.registry import read_registry
from tests.journeys.operator_commands import portarium

_POLL_SECONDS = 1.0


def is_gated(stack: str) -> bool:
    """Say whether an environment's platform has a gate."""
    known = read_registry()
    return any(str(name) == stack and known.tiers[entry.tier].gated for name, entry in known.environments.items())


LetIn = Callable[[Session, str], str]
"""Lets changes in, and returns what was said where that failed."""


def by_command(sandbox: Session, stack: str) -> str:
    """As an operator does it."""
    answer = portarium(sandbox, "platform", "sync", stack, "--more", "0", seconds=1800)
    return answer.stdout + answer.stderr if answer.returncode else ""


@contextmanager
def letting_in(sandbox: Session, stack: str, let_in: LetIn = by_command) -> Generator[None]:
    """Let in what the platform of a stack waits for, from its first application on, while it is waited for."""
    if not is_gated(stack):
        yield
        return
    over = Event()
    with ThreadPoolExecutor(max_workers=1) as pool:
        waits = pool.submit(_once_it_waits, sandbox, stack, let_in, over)
        try:
            yield
        finally:
            over.set()
            sys.stderr.write(waits.result())


def _once_it_waits(sandbox: Session, stack: str, let_in: LetIn, over: Event) -> str:
    while not _waits(sandbox, stack):
        if over.wait(_POLL_SECONDS):
            return ""
    return let_in(sandbox, stack)


def _waits(sandbox: Session, stack: str) -> bool:
    try:
        return bool(sandbox.kubernetes(physical_name(stack)).get(APPLICATIONS)["items"])
    except SandboxError:
        return False  # there is no cluster yet, or no Argo CD in it
