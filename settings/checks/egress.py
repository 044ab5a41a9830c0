"""The egress allowlist."""

from collections.abc import Iterator

from settings.domain.text import shown
from settings.stack import Stack
from settings.stack_config import StackConfig


def check(config: StackConfig, stack: Stack) -> Iterator[tuple[str, str]]:
    """Yield entries that are listed twice."""
    hosts = config.egress.allowed_hosts if config.egress else ()
    for index, host in enumerate(hosts):
        if host in hosts[:index]:
            yield f"egress.allowedHosts[{index}]", f"{shown(host)} is listed twice"
