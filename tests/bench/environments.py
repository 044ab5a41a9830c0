"""The real environments: preview, up from nothing, no-op up and promote-only up, ours and flat in turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from components.naming import physical_name
from portarium_sandbox import lifecycle
from portarium_sandbox.folder import Folder
from portarium_sandbox.project import Project
from tests.bench import pods
from tests.bench.contestants import Contestant, flat, image_sha_of, ours
from tests.bench.measurement import FLAT, BenchError, Comparison, Run, Timing, timed, unchanged
from tests.bench.targets import FIRST_UP, NO_OP, POLICIES, PREVIEW, PROMOTION

Say = Callable[[str], None]
NEXT_SHA = "b" * 40
"""Another release; its images are never pulled in the sandbox, so that any SHA will do."""


class Environments:
    """Measures environments in their promotion order, because each refuses what the one before it has not run."""

    def __init__(self, scratch: Path, checkout: Project, say: Say) -> None:
        self._sandboxes = {name: scratch / name for name in ("ours", "flat")}
        self._programs = scratch / "programs"
        self._checkout = checkout
        self._say = say
        self._flat: dict[str, Contestant] = {}

    def measure(
        self, wanted: Sequence[str], chain: Sequence[str], *, runs: int, first_runs: int
    ) -> Iterator[Comparison]:
        """Yield what was measured of the wanted environments; the others of the chain are only brought up."""
        yield from self._first_ups(wanted, chain, first_runs)
        for stack in chain:
            pair = (self._ours(stack), self._flat[stack])
            if stack in wanted:
                yield self._compare(stack, PREVIEW, runs, [unchanged(each.preview) for each in pair])
                yield self._compare(stack, NO_OP, runs, [unchanged(each.up) for each in pair])
                yield self._policies(stack, runs)
                yield self._promotions(stack, pair, runs)
            elif stack != chain[-1]:
                self._promote(pair, NEXT_SHA)

    def pods(self, stack: str, runs: int) -> list[Comparison]:
        """What mapped pods cost in the cluster of an environment that is up."""
        return pods.measure(self._ours(stack).session, physical_name(stack), runs, self._say)

    def close(self) -> None:
        """Stop both sandboxes and remove them."""
        for folder in self._sandboxes.values():
            lifecycle.reset(Folder(folder))

    def _first_ups(self, wanted: Sequence[str], chain: Sequence[str], runs: int) -> Iterator[Comparison]:
        times: dict[str, tuple[list[Timing], list[Timing]]] = {stack: ([], []) for stack in chain}
        for number in range(1, runs + 1):
            self.close()
            for stack in chain:
                own = self._ours(stack)
                times[stack][0].append(self._time(stack, FIRST_UP, f"ours {number}/{runs}", own.up))
                folder = self._programs / stack
                self._flat[stack] = flat(self._sandboxes["flat"], self._checkout, folder, stack, own)
                times[stack][1].append(self._time(stack, FIRST_UP, f"flat {number}/{runs}", self._flat[stack].up))
        for stack in wanted:
            yield Comparison(subject=stack, command=FIRST_UP, ours=times[stack][0], others=times[stack][1])

    def _policies(self, stack: str, runs: int) -> Comparison:
        """What the policy pack costs: our preview with it and without it, in turns."""
        own = self._ours(stack)
        with_pack = partial(own.preview, "--policy-pack", str(self._checkout.folder / "policies"))
        names, pair = (POLICIES, PREVIEW), (unchanged(with_pack), unchanged(own.preview))
        return self._compare(stack, POLICIES, runs, pair, names=names, against=PREVIEW)

    def _promotions(self, stack: str, pair: tuple[Contestant, Contestant], runs: int) -> Comparison:
        """There and back: going back to what ran before is a rollback, which every environment allows."""
        first = image_sha_of(self._checkout, stack)
        times: tuple[list[Timing], list[Timing]] = ([], [])
        # It ends on the next SHA, which is what the environment after it needs.
        for number in range(1, _odd(runs) + 1):
            image_sha = NEXT_SHA if number % 2 else first
            for each, name, timings in zip(pair, ("ours", FLAT), times, strict=True):
                if each.promote(image_sha).exit_code != 0:
                    raise BenchError(f"{stack}: `pulumi config set imageSha` failed")
                timings.append(self._time(stack, PROMOTION, f"{name} {number}/{_odd(runs)}", each.up))
        return Comparison(subject=stack, command=PROMOTION, ours=times[0], others=times[1])

    def _promote(self, pair: tuple[Contestant, Contestant], image_sha: str) -> None:
        own, _ = pair
        for run in (partial(own.promote, image_sha), own.up):
            timed(run)

    def _compare(
        self,
        stack: str,
        command: str,
        runs: int,
        pair: Sequence[Run],
        *,
        names: Sequence[str] = ("ours", FLAT),
        against: str = FLAT,
    ) -> Comparison:
        times: tuple[list[Timing], list[Timing]] = ([], [])
        for number in range(1, runs + 1):
            for run, name, timings in zip(pair, names, times, strict=True):
                timings.append(self._time(stack, command, f"{name} {number}/{runs}", run))
        return Comparison(subject=stack, command=command, against=against, ours=times[0], others=times[1])

    def _time(self, stack: str, command: str, which: str, run: Run) -> Timing:
        timing = timed(run)
        self._say(f"bench: {stack}: {command}, {which}: {timing.seconds:.1f} s")
        return timing

    def _ours(self, stack: str) -> Contestant:
        return ours(self._sandboxes["ours"], self._checkout, stack)


def _odd(runs: int) -> int:
    return runs if runs % 2 else runs + 1
