"""The SDK finds the calls of a run under way when it looks for them, and ends a run as it always does."""

import subprocess
import sys

PROGRAM = """
import asyncio
import pulumi
from pulumi.runtime import stack
from stacks.sdk_waiting import begin_before_waiting

class Cloud(pulumi.runtime.Mocks):
    def new_resource(self, args):
        if args.name == "refused":
            raise ValueError("no such thing")
        return args.name, args.inputs

    def call(self, args):
        return {}

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
pulumi.runtime.set_mocks(Cloud())
sdk_wait = stack.wait_for_rpcs

async def counted(await_all_outstanding_tasks=True):
    print(len(stack._get_rpc_manager().rpcs))
    await sdk_wait(await_all_outstanding_tasks)

stack.wait_for_rpcs = counted
begin_before_waiting()

def program():
    for name in NAMES:
        pulumi.CustomResource("test:index:Thing", name)

loop.run_until_complete(stack.run_pulumi_func(program))
"""


def run(*names: str) -> subprocess.CompletedProcess[str]:
    """Run a program that registers these resources, in a process of its own because the SDK is changed for it."""
    source = f"NAMES = {names!r}\n{PROGRAM}"
    return subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)


def test_every_registration_has_begun() -> None:
    """The stack and each resource are calls that the SDK can await one after the other."""
    answer = run("one", "two", "three")
    assert answer.returncode == 0, answer.stderr
    assert int(answer.stdout) >= len(("one", "two", "three"))


def test_a_refusal_still_ends_the_run() -> None:
    """What the engine refuses is raised by the run, with its own message."""
    answer = run("one", "refused")
    assert answer.returncode != 0
    assert "no such thing" in answer.stderr
