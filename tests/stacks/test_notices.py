"""What somebody has to see to before long is told by the program, in every preview."""

import pytest

from tests.settings.configuration import resolved
from tests.stacks.recorded import RELEASED, build


def test_the_program_tells_what_will_not_stay_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning is shown to whoever reads the preview, and nothing is refused."""
    told: list[str] = []
    monkeypatch.setattr("pulumi.log.warn", told.append)

    # Its support ends within ninety days of the day on which this was written.
    made = build(resolved("dev", {"cluster.version": "1.34"}), stacks={"dev": RELEASED})

    assert made.recording.one("aws:eks/cluster:Cluster").inputs["version"] == "1.34"
    assert [line.partition(" EKS's")[0].rpartition(" ")[0] for line in told] == [
        "Pulumi.dev.yaml: cluster.version: 1.34"
    ]
