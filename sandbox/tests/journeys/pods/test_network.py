"""The network itself: two pods and what they reach, in namespaces of this kernel."""

import json
import subprocess
import sys
from pathlib import Path

from portarium_sandbox.pods.namespaces import why_not_possible

TRIAL = Path(__file__).with_name("network_trial.py")


def test_only_what_has_a_rule_connects() -> None:
    """A permitted port connects to the other pod and to the switch; all else is silent or told, by its rule."""
    assert why_not_possible() is None
    found = subprocess.run([sys.executable, TRIAL], capture_output=True, text=True, check=True, timeout=120)
    assert json.loads(found.stdout) == {
        "pod, permitted": "connected",
        "pod, another port": "unreachable",
        "switch, permitted": "connected",
        "outside": "unreachable",
        "back": "silence",
    }
