"""The egress allowlist."""

from domain.text import shown
from settings.draft import Draft, Findings


def check(draft: Draft) -> Findings:
    """Yield entries that are listed twice."""
    hosts = draft.config.egress.allowed_hosts if draft.config.egress else ()
    for index, host in enumerate(hosts):
        if host in hosts[:index]:
            yield f"egress.allowedHosts[{index}]", f"{shown(host)} is listed twice"
