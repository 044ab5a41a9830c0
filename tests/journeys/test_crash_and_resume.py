"""Everything that an update needs is killed in the middle of it, and the next `up` finishes without duplicates.

One dev is brought up through four faults: the engine, the AWS provider, the cloud server and the control plane.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from subprocess import Popen

import pytest

from portarium_sandbox.patience import eventually
from portarium_sandbox.session import PulumiResult, Session
from tests.journeys.interruption import (
    UPDATE,
    back_up,
    control_plane_of,
    interrupted_update,
    kill,
    part_of,
    processes_of_session,
)
from tests.journeys.inventory import names_in_aws
from tests.journeys.releases import up_account


@dataclass(frozen=True, kw_only=True)
class Survivor:
    """What was said at each fault, and how it ended."""

    session: Session
    after_engine: PulumiResult
    after_provider: str
    after_cloud: str
    after_control_plane: str
    last: PulumiResult
    vpcs_before: list[str]
    vpcs_after: list[str]


@pytest.fixture(scope="module")
def survivor(spare_sandbox: Session) -> Survivor:
    """Dev, from nothing, through all faults."""
    session = back_up(spare_sandbox)
    up_account(session, "dev")
    session.pulumi("cancel", "-s", "dev", "--yes")
    emptied = session.pulumi("destroy", "-s", "dev", "--yes", "--skip-preview")
    assert emptied.exit_code == 0, emptied.explain()
    engines: list[int] = []

    def kill_engine(process: Popen[str]) -> None:
        engines.append(process.pid)
        kill(process.pid)

    interrupted_update(session, after=60, fault=kill_engine)
    # No provider outlives the engine that started it.
    eventually(lambda: processes_of_session(engines[0]), lambda left: not left)
    after_engine = session.pulumi(*UPDATE)
    cancelled = session.pulumi("cancel", "-s", "dev", "--yes")
    assert cancelled.exit_code == 0, cancelled.explain()
    after_provider = interrupted_update(
        session, after=20, fault=lambda process: kill(part_of(process, "portarium_sandbox.providers.aws"))
    )
    vpcs_before = _vpcs(session)
    cloud = session.record.processes["cloud"].pid
    after_cloud = interrupted_update(session, after=20, fault=lambda _: kill(cloud))
    session = back_up(session)
    vpcs_after = _vpcs(session)
    # An object in the cluster: how much of AWS comes before the cluster is up to the engine, and differs.
    after_control_plane = interrupted_update(
        session, after=1, kind="kubernetes:", fault=lambda _: kill(control_plane_of(session, "portarium-dev"))
    )
    last = session.pulumi(*UPDATE)
    return Survivor(
        session=session,
        after_engine=after_engine,
        after_provider=after_provider,
        after_cloud=after_cloud,
        after_control_plane=after_control_plane,
        last=last,
        vpcs_before=vpcs_before,
        vpcs_after=vpcs_after,
    )


def _vpcs(session: Session) -> list[str]:
    return sorted(vpc["VpcId"] for vpc in session.boto3("ec2").describe_vpcs()["Vpcs"])


def test_the_last_update_finishes(survivor: Survivor) -> None:
    """After all of it, one plain `up` completes the environment."""
    assert survivor.last.exit_code == 0, survivor.last.explain()


def test_a_killed_engine_says_what_to_do(survivor: Survivor) -> None:
    """The next `up` is refused because of the lock, and the refusal names the way on."""
    assert survivor.after_engine.exit_code != 0
    assert "pulumi cancel" in survivor.after_engine.stderr + survivor.after_engine.stdout
    assert "Traceback" not in survivor.after_engine.stderr + survivor.after_engine.stdout


@pytest.mark.parametrize("part", ["after_provider", "after_cloud", "after_control_plane"])
def test_a_killed_part_is_a_plain_error(survivor: Survivor, part: str) -> None:
    """No traceback of ours and no panic of the engine's reaches the user."""
    said: str = getattr(survivor, part)
    assert "Traceback" not in said
    assert "panic:" not in said


def test_a_killed_cloud_comes_back_with_the_same_ids(survivor: Survivor) -> None:
    """Nothing that AWS had answered for is lost, and nothing has another id."""
    assert set(survivor.vpcs_before) <= set(survivor.vpcs_after)


def test_nothing_is_there_twice(survivor: Survivor) -> None:
    """Every name in AWS is there once: what a killed update had made was taken over, not made again."""
    counted = Counter(names_in_aws(survivor.session))
    assert counted
    assert [name for name, times in counted.items() if times > 1] == []


def test_state_and_clouds_agree(survivor: Survivor) -> None:
    """A refresh finds nothing that differs, and a further `up` has nothing to do."""
    refresh = survivor.session.pulumi("refresh", "-s", "dev", "--preview-only", "--diff")
    assert list(refresh.changes) == ["same"], refresh.explain()
    again = survivor.session.pulumi(*UPDATE)
    assert list(again.changes) == ["same"], again.explain()


def test_a_cloud_that_is_gone_is_never_a_deletion(survivor: Survivor) -> None:
    """AWS and the API server vanish before an `up` that looks at them: errors, and the state keeps every resource."""
    session = survivor.session
    before = {resource["urn"] for resource in session.state("dev")["deployment"]["resources"]}
    assert session.pulumi("preview", "-s", "dev").exit_code == 0
    kill(session.record.processes["cloud"].pid)
    try:
        for arguments in ((*UPDATE, "--refresh"), ("refresh", "-s", "dev", "--yes", "--skip-preview")):
            result = session.pulumi(*arguments)
            assert result.exit_code != 0, result.explain()
            assert "Traceback" not in result.stdout + result.stderr
            assert {resource["urn"] for resource in session.state("dev")["deployment"]["resources"]} == before
    finally:
        session = back_up(session)
    again = session.pulumi(*UPDATE)
    assert list(again.changes) == ["same"], again.explain()
