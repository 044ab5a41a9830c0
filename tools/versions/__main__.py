"""Records what every component promises today, and raises the versions of those that have changed: `make versions`."""

import sys
from contextlib import redirect_stderr
from io import StringIO

from tests.stacks.every_stack import every_recording
from tools.site.staging import ROOT
from tools.versions.record import FILE, advanced, read, rendered, unrecorded
from tools.versions.surface import surfaces


def main() -> int:
    """Write the record; the exit code is what `make` needs."""
    # What previews would say of the settings is for previews.
    with redirect_stderr(StringIO()):
        now = surfaces(every_recording())
    before = read(ROOT)
    for line in unrecorded(before, now):
        sys.stdout.write(f"{line}\n")
    (ROOT / FILE).write_text(rendered(advanced(before, now)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
