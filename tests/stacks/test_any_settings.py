"""What the settings accept, the program builds."""

import pytest
from hypothesis import HealthCheck, given, reject
from hypothesis import settings as examples
from hypothesis import strategies as st

from settings.error import SettingsError
from tests.settings.configuration import resolved
from tests.stacks.any_settings import changes_of
from tests.stacks.recorded import RELEASED, STACKS, build, others

_SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]

# Each example is a whole stack and takes seconds, so there are few, everything in them is drawn at once, and everybody
# sees the same ones.
few = examples(max_examples=2, derandomize=True, suppress_health_check=_SLOW)


@pytest.mark.parametrize("stack", STACKS)
@few
@given(data=st.data())
def test_any_settings_that_validate_become_a_whole_stack(stack: str, data: st.DataObject) -> None:
    """No size, zone, machine, status or lock that is accepted raises while the resources are registered."""
    try:
        settings = resolved(stack, data.draw(changes_of(stack)))
    except SettingsError:
        reject()

    # It runs its SHA already: what a status lets in is the promotion's business, and tested there.
    made = build(settings, stacks={**others(stack), stack: RELEASED})

    assert made.outputs["environment"] == stack
    workloads = {str(workload.name) for workload in settings.workloads}
    assert set(made.outputs["images"]) == {"egress-proxy", "operations", *workloads}
