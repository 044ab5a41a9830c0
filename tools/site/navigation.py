"""What the site shows in which order: one list of pages by their paths in the repository.

Every page is in it, but for decisions and components, which the list fills in from their folders.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

Section = tuple[str, Sequence["str | Section"]]

SECTIONS: Sequence[Section] = (
    (
        "Start",
        ("docs/index.md", "sandbox/docs/sandbox.md", "docs/how-to-run-the-application.md"),
    ),
    (
        "Operate",
        (
            "docs/operate/first-account.md",
            "docs/operate/preflight.md",
            "docs/how-to-promote.md",
            "docs/how-to-roll-back.md",
            "docs/how-to-review-environments.md",
            "docs/how-to-preview-in-pull-requests.md",
            "docs/operate/platform.md",
            "docs/operate/upgrades.md",
            "docs/operate/cost.md",
            "docs/operate/database-access.md",
            "docs/operate/owned-schema.md",
            "docs/how-to-look-into-a-database.md",
            "docs/operate/secrets.md",
            "docs/operate/vault.md",
            "docs/operate/nats.md",
            "docs/operate/temporal.md",
            "docs/operate/identity.md",
        ),
    ),
    (
        "Develop",
        (
            "CONTRIBUTING.md",
            "docs/develop/extend.md",
            "docs/operate/local.md",
            "docs/application.md",
            "docs/speed.md",
            (
                "The sandbox's rooms",
                (
                    "sandbox/README.md",
                    "sandbox/docs/aws.md",
                    "sandbox/docs/aws-provider.md",
                    "sandbox/docs/kubernetes.md",
                    "sandbox/docs/kubernetes-provider.md",
                    "sandbox/docs/random-provider.md",
                    "sandbox/docs/pods.md",
                    "sandbox/docs/databases.md",
                ),
            ),
        ),
    ),
    (
        "Security",
        (
            "docs/security/threats.md",
            "docs/security/reachability.md",
            "docs/security/access.md",
            "docs/security.md",
            "docs/evidence.md",
        ),
    ),
    (
        "Reference",
        (
            "docs/settings.md",
            "docs/reference/commands.md",
            "docs/reference/outputs.md",
            "docs/reference/events.md",
            "docs/reference/audit-events.md",
            "docs/policies.md",
            "CHANGELOG.md",
            (
                "Components",
                (
                    "docs/components/README.md",
                    ("On AWS", ("docs/components/aws/*",)),
                    ("In the cluster", ("docs/components/kubernetes/*",)),
                    ("Services of the platform", ("docs/components/platform/*",)),
                ),
            ),
        ),
    ),
    (
        "Runbooks",
        (
            "docs/runbooks/README.md",
            "docs/runbooks/failed-up.md",
            "docs/runbooks/pending-operations.md",
            "docs/runbooks/state-restore.md",
            "docs/runbooks/break-glass.md",
            "docs/runbooks/evidence-hold.md",
            "docs/runbooks/node-pools.md",
            "docs/runbooks/certificate.md",
            "docs/runbooks/region-loss.md",
        ),
    ),
    ("Decisions", ("docs/adr/README.md",)),
)
_DECISIONS = "docs/adr/"


def navigation(places: Mapping[str, str], root: Path, sections: Sequence[Section]) -> list[object]:
    """The list as the site's configuration has it, each page by its place and its own title."""
    return [{name: _entries(members, places, root)} for name, members in sections]


def as_toml(entries: Sequence[object]) -> str:
    """The list in TOML, whose strings are those of JSON."""
    return "[" + ", ".join(_toml(entry) for entry in entries) + "]"


def strays(places: Mapping[str, str], sections: Sequence[Section]) -> list[str]:
    """What is wrong with the list, a line each: pages that are not in it, and entries that are no pages."""
    listed = [page for _, members in sections for page in _paths(members, places)]
    lost = [path for path in places if path not in listed and not path.startswith(_DECISIONS)]
    return [f"{path}: not on the site; tools/site/navigation.py lists its pages" for path in lost] + [
        f"tools/site/navigation.py: {path}: there is no such page" for path in listed if path not in places
    ]


def _entries(members: Sequence[str | Section], places: Mapping[str, str], root: Path) -> list[object]:
    entries: list[object] = []
    for member in members:
        if isinstance(member, str):
            entries += [{title(root / path): places[path]} for path in _expanded(member, places)]
        else:
            entries.append({member[0]: _entries(member[1], places, root)})
    return entries


def _paths(members: Sequence[str | Section], places: Mapping[str, str]) -> list[str]:
    return [
        path
        for member in members
        for path in (_expanded(member, places) if isinstance(member, str) else _paths(member[1], places))
    ]


def _expanded(member: str, places: Mapping[str, str]) -> list[str]:
    folder = member.removesuffix("*")
    return [path for path in places if path.startswith(folder)] if member.endswith("*") else [member]


def title(page: Path) -> str:
    """The first heading of a page."""
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return line.removeprefix("# ").replace("`", "")
    return page.stem


def _toml(entry: object) -> str:
    if isinstance(entry, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(value)}" for key, value in entry.items()) + " }"  # pyright: ignore
    if isinstance(entry, list):
        return as_toml(entry)  # pyright: ignore
    return json.dumps(entry, ensure_ascii=False)
