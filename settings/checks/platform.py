"""The platform: what teams bring comes from the repositories that are let in."""

from domain.text import shown
from settings.draft import Draft, Findings


def check(draft: Draft) -> Findings:
    """Yield the applications whose chart comes from elsewhere."""
    if draft.config.platform is None:
        return
    gitops = draft.config.platform.gitops
    listed = ", ".join(gitops.repositories) or "none"
    for name, application in gitops.applications.items():
        if application.repository not in gitops.repositories:
            at = f"platform.gitops.applications.{name}.repository"
            yield at, f"{shown(application.repository)} is not one of platform.gitops.repositories, which are {listed}"
