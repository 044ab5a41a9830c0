"""The policy pack as the engine starts it: `pulumi preview -s prod --policy-pack policies`."""

import gc
import sys
from pathlib import Path

# The pack is a process of one run, as the program is (docs/adr/0045), and keeps what it has seen until the end.
gc.disable()

# The engine runs this folder; the checkout around it is what the rules and the registry of environments are read from.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from policies.pack import run  # noqa: E402 (see above)

run()
