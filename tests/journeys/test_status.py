"""`portarium status` and `portarium history` on environments that really run."""

from __future__ import annotations

from portarium_sandbox.session import PulumiResult, Session
from tests.journeys.operator_commands import portarium, portarium_json
from tests.journeys.releases import release

REPLICAS = {"dev": 3, "staging": 9, "prod": 9}
"""The pods of the control plane, the execution plane and the egress proxy."""


def test_status_is_one_line_an_environment(sandbox: Session, prod: PulumiResult) -> None:
    """Piped, it is plain text: each environment with its SHA, its place, its pods and its health."""
    answer = portarium(sandbox, "status")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "\x1b" not in answer.stdout
    table, _, notes = answer.stdout.partition("\n\n")
    _, *rows = table.splitlines()
    assert [row.split()[0] for row in rows] == list(REPLICAS)
    for row, (stack, replicas) in zip(rows, REPLICAS.items(), strict=True):
        assert release(sandbox, stack)["imageSha"][:12] in row
        assert f"{replicas}/{replicas}" in row
        assert row.split()[-1] == "ok"
        assert f"{stack}: schema: migrated by {sandbox.outputs(stack)['migrations']['job']} at 20" in notes


def test_status_for_scripts_names_every_workload(sandbox: Session, prod: PulumiResult) -> None:
    """The same as JSON, with the workloads that the replicas add up from."""
    for entry in portarium_json(sandbox, "status", "--json")["environments"]:
        assert entry["replicas"] == {"ready": REPLICAS[entry["name"]], "wanted": REPLICAS[entry["name"]]}
        assert {workload["name"] for workload in entry["workloads"]} == {
            "control-plane",
            "egress-proxy",
            "execution-plane",
        }


def test_history_is_what_the_stack_exports(sandbox: Session, prod: PulumiResult) -> None:
    """The latest release first, and the current one marked."""
    for stack in REPLICAS:
        shown = portarium_json(sandbox, "history", stack, "--json")
        exported = release(sandbox, stack)["history"]
        assert [(entry["imageSha"], entry["since"]) for entry in shown] == [
            (entry["imageSha"], entry["since"]) for entry in reversed(exported)
        ]
        assert [entry["current"] for entry in shown] == [True, *(False for _ in shown[1:])]
