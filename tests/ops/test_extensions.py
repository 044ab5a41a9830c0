"""What other packages add to the command line, and that it stands without them."""

import subprocess
import sys

_WITHOUT_EXTENSIONS = """
import importlib.metadata, sys
importlib.metadata.entry_points = lambda **group: importlib.metadata.EntryPoints()
sys.modules["portarium_sandbox"] = None
from ops.main import main
sys.argv = ["portarium", *sys.argv[1:]]
main()
"""


def _portarium(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a machine does that has no package but this one."""
    return subprocess.run(
        [sys.executable, "-c", _WITHOUT_EXTENSIONS, *arguments], capture_output=True, text=True, check=False
    )


def test_the_command_line_stands_alone() -> None:
    """Its own nouns are there, and another package's is unknown, without a traceback."""
    assert "settings" in _portarium("--help").stdout
    unknown = _portarium("sandbox", "up")
    assert unknown.returncode == 2
    assert "No such command" in unknown.stderr
    assert "Traceback" not in unknown.stderr
