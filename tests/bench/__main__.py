"""`python -m tests.bench`: measure, write docs/speed.md and bench.json, and fail when a promise is missed."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import CHECKOUT
from portarium_sandbox.session import copy_checkout
from tests.bench import report, synthetic
from tests.bench.environments import Environments
from tests.bench.machine import Machine
from tests.bench.measurement import BenchError, Comparison
from tests.bench.targets import SYNTHETIC, verdicts

SYNTHETIC_NAME = "thousand"
PROMOTION_ORDER = ("dev", "staging", "prod")
PAGE = CHECKOUT / "docs" / "speed.md"
DATA = CHECKOUT / "docs" / "bench.json"
_INTERRUPTED = 130


def main() -> int:
    """Measure what is asked for and say whether every promise is kept."""
    options = _parser().parse_args()
    # Being told to stop must stop the sandboxes too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    chosen: list[str] = options.environment or [SYNTHETIC_NAME, *PROMOTION_ORDER]
    wanted = [stack for stack in PROMOTION_ORDER if stack in chosen]
    chain = PROMOTION_ORDER[: max((PROMOTION_ORDER.index(stack) + 1 for stack in wanted), default=0)]
    machine = Machine.current()
    _say(f"bench: {machine}; {', '.join(chosen)}: minutes for each environment")
    comparisons: list[Comparison] = []
    with tempfile.TemporaryDirectory(prefix="portarium-bench-") as name:
        scratch = Path(name)
        checkout = copy_checkout(scratch / "checkout")
        environments = Environments(scratch, checkout, _say)
        try:
            if SYNTHETIC_NAME in chosen:
                comparisons.append(synthetic.measure(scratch, checkout, options.runs, _say))
            if chain:
                comparisons += environments.measure(wanted, chain, runs=options.runs, first_runs=options.first_runs)
                comparisons += environments.pods(chain[-1], options.runs)
        except (BenchError, SandboxError) as error:
            _say(f"bench: {error}")
            return 1
        except KeyboardInterrupt:
            _say("bench: interrupted; no file was changed")
            return _INTERRUPTED
        finally:
            environments.close()
    _say(report.as_markdown(machine, comparisons))
    if options.write:
        report.write(PAGE, options.json, machine, comparisons)
    found = verdicts(comparisons)
    for verdict in found:
        _say(f"bench: {verdict}")
    return 0 if all(verdict.kept for verdict in found) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--environment",
        action="append",
        choices=[*PROMOTION_ORDER, SYNTHETIC_NAME],
        help=f"measure only this one; `{SYNTHETIC_NAME}` is {SYNTHETIC}; may be repeated (default: all)",
    )
    parser.add_argument("--runs", type=int, default=5, help="of each command but the first up (default: 5)")
    parser.add_argument("--first-runs", type=int, default=3, help="of `up` from nothing (default: 3)")
    parser.add_argument("--json", type=Path, default=DATA, help="where the numbers go for scripts")
    parser.add_argument("--no-write", dest="write", action="store_false", help="show the numbers, change no file")
    return parser


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
