"""The policy pack as the engine starts it: `pulumi preview -s prod --policy-pack policies`."""

import sys
from pathlib import Path

# The engine runs this folder; the checkout around it is what the rules and the registry of environments are read from.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from policies.pack import run

run()
