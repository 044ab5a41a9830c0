"""Writes the pictures and the tables that are made of the program, or says which of them are not up to date.

`python -m tools.generated` writes, `python -m tools.generated --check` checks. Prod is recorded by the tests' mock,
without an engine and without a cloud; its domain counts as delegated, so that all is there that there will be.
"""

import sys
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

from settings.registry import read_registry
from tests.stacks.recorded import ENVIRONMENTS, delegated, recorded_account
from tools.pictures.architecture import architecture
from tools.pictures.data_flow import data_flow
from tools.pictures.facts import Facts
from tools.pictures.network import network
from tools.site.staging import ROOT
from tools.tables.access import access
from tools.tables.commands import commands
from tools.tables.cost import cost
from tools.tables.events import events
from tools.tables.outputs import outputs
from tools.tables.reachability import reachability


def main() -> int:
    """Write or check; the exit code is what `make` needs."""
    found = everything()
    stale = [path for path, text in found.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(ROOT)}: not what the program says now; run: make docs\n")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found[path])
    sys.stdout.write(f"{len(found)} pictures and tables, {len(stale)} written\n")
    return 0


def everything() -> dict[Path, str]:
    """Every file with its text."""
    # What a preview would say of the settings is for previews.
    with redirect_stderr(StringIO()):
        environments = {name: Facts(recording=delegated(name).recording) for name in ENVIRONMENTS}
    facts = environments["prod"]
    texts = {
        "pictures/architecture.svg": architecture(facts, read_registry()),
        "pictures/data-flow.svg": data_flow(facts),
        "pictures/network.svg": network(facts),
        "security/reachability.md": reachability(facts),
        "security/access.md": access(facts),
        "operate/cost.md": cost(environments),
        "reference/commands.md": commands(),
        "reference/events.md": events(facts, Facts(recording=recorded_account("account-prod"))),
        "reference/outputs.md": outputs(),
    }
    return {ROOT / "docs" / name: text for name, text in texts.items()}


if __name__ == "__main__":
    sys.exit(main())
