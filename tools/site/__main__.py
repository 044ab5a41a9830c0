"""Builds the documentation site into `build/documentation/site`, and fails on a page that is stale, lost or broken.

`python -m tools.site` is what `make docs` calls after the generated pages are written.
"""

import sys
from pathlib import Path

from tools.site.builder import build
from tools.site.staging import ROOT, StagingError

FOLDER = ROOT / "build" / "documentation"


def main(folder: Path = FOLDER) -> int:
    """Build the site; the exit code is what `make` needs."""
    try:
        findings = build(ROOT, folder)
    except StagingError as error:
        findings = [*error.findings]
    for finding in findings:
        sys.stderr.write(f"{finding}\n")
    if findings:
        sys.stderr.write(f"documentation: {len(findings)} broken; nothing was published\n")
        return 1
    sys.stdout.write(f"documentation: {(folder / 'site' / 'index.html').relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
