"""1,000 S3 buckets: where a program's own time, and not the engine's start, decides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from portarium_sandbox.project import Project
from tests.bench.contestants import Contestant, alone, write_project
from tests.bench.measurement import FLAT, Comparison, Timing, timed
from tests.bench.targets import PREVIEW, SYNTHETIC

STACK = "thousand"
FLAT_PROGRAM = '''"""1,000 buckets, as anyone would write them."""

import pulumi
import pulumi_aws as aws

provider = aws.Provider("aws", region="eu-central-1")
for number in range(1000):
    aws.s3.Bucket(f"tenant-{number // 10}-bucket-{number % 10}", opts=pulumi.ResourceOptions(provider=provider))
'''
OURS = '''"""1,000 buckets in 100 components, as this project writes them."""

import sys

sys.path.insert(0, {checkout!r})

from stacks.speed import tune_for_one_run

tune_for_one_run()

import pulumi
import pulumi_aws as aws
from pulumi_aws import s3

from components.component import Component


class Tenant(Component):
    """Ten buckets."""

    buckets: pulumi.Output[list[str]]

    def __init__(self, name: str, provider: aws.Provider) -> None:
        super().__init__("bench:index:Tenant", name, None, None)
        made = [s3.Bucket(f"{{name}}-bucket-{{n}}", opts=self.child(provider=provider)) for n in range(10)]
        self.buckets = pulumi.Output.all(*(bucket.id for bucket in made))
        self.register()


provider = aws.Provider("aws", region="eu-central-1")
for number in range(100):
    Tenant(f"tenant-{{number}}", provider)
'''


def measure(scratch: Path, checkout: Project, runs: int, say: Callable[[str], None]) -> Comparison:
    """Preview both from nothing, in turns."""
    sandbox = scratch / "ours"
    programs = {"ours": OURS.format(checkout=str(checkout.folder)), FLAT: FLAT_PROGRAM}
    contestants: dict[str, Contestant] = {}
    for name, program in programs.items():
        project = write_project(scratch / f"thousand-{name}", f"{STACK}-{name}", program=program)
        contestants[name] = alone(sandbox, project, f"{STACK}-{name}")
    times: dict[str, list[Timing]] = {name: [] for name in programs}
    for number in range(1, runs + 1):
        for name, contestant in contestants.items():
            timing = timed(contestant.preview)
            times[name].append(timing)
            say(f"bench: {SYNTHETIC}: {PREVIEW}, {name} {number}/{runs}: {timing.seconds:.1f} s")
    return Comparison(subject=SYNTHETIC, command=PREVIEW, ours=times["ours"], others=times[FLAT])
