"""Which provider plugins the program's environment needs: those that its installed Pulumi packages name."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PLUGIN_FILE = "pulumi-plugin.json"


@dataclass(frozen=True, kw_only=True)
class RequiredPackage:
    """One provider plugin, at the version that its Python package was made for."""

    name: str
    version: str
    server: str


def required_packages(site_packages: Iterable[Path]) -> list[RequiredPackage]:
    """Return the plugins that the Pulumi packages in these folders need.

    Looks for each package's `pulumi-plugin.json` only: reading every distribution's metadata costs a tenth of a
    second, and a preview waits for this answer.
    """
    found: dict[str, RequiredPackage] = {}
    for folder in site_packages:
        for path in sorted(folder.glob(f"*/{PLUGIN_FILE}")):
            description = json.loads(path.read_text(encoding="utf-8"))
            if not description.get("resource"):
                continue
            name = description.get("name") or path.parent.name.removeprefix("pulumi_").replace("_", "-")
            version = description.get("version", "")
            found.setdefault(
                name,
                RequiredPackage(
                    name=name,
                    version=version if not version or version.startswith("v") else f"v{version}",
                    server=description.get("server", ""),
                ),
            )
    return list(found.values())


def site_packages_of(python: str) -> list[Path]:
    """Return where the packages of a Python are installed."""
    if python == sys.executable:
        return [Path(entry) for entry in sys.path if entry.endswith("site-packages")]
    return sorted(Path(python).parent.parent.glob("lib/python*/site-packages"))
