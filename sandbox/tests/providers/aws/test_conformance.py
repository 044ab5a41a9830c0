"""Every type of the table, tried the same way: create, read back, change, replace, drift, delete, refuse."""

from functools import partial

import pytest

from portarium_sandbox.providers.aws.conversion import covers
from portarium_sandbox.providers.aws.rows import all_rows
from portarium_sandbox.providers.properties import UNKNOWN, Properties, contains_unknown
from tests.providers.aws.cases import all_cases
from tests.providers.aws.conformance import Case, Made, World
from tests.providers.provider_client import replaced

every_type = pytest.mark.parametrize("case", all_cases(), ids=str)
# Some types pulumi-aws replaces with every change, and some can only come and go.
types_that_change = pytest.mark.parametrize("case", [case for case in all_cases() if case.change is not None], ids=str)
types_that_drift = pytest.mark.parametrize("case", [case for case in all_cases() if case.drift is not None], ids=str)


def _make(world: World, case: Case) -> Made:
    return world.make(case.token, **case.inputs(world))


def _checked(world: World, made: Made, inputs: Properties) -> Properties:
    checked, failures = world.provider.check(made.token, inputs, made.inputs)
    assert not failures, failures
    return checked


def _given(made: Made) -> Properties:
    defaulted = made.inputs["__defaults"]
    return {
        name: value
        for name, value in made.inputs.items()
        if name not in defaulted and name not in ("tagsAll", "__defaults")
    }


def test_each_row_has_its_case() -> None:
    """A type without a case would be a type that nobody has tried."""
    assert {row.type for row in all_rows()} == {case.token for case in all_cases()}


@every_type
def test_what_was_created_reads_back_without_a_difference(case: Case, world: World) -> None:
    """A refresh right after the creation finds exactly what was asked for."""
    made = _make(world, case)
    identifier, inputs, outputs = world.provider.read(case.token, made.identifier, made.inputs, made.outputs)
    assert identifier == made.identifier
    assert inputs == made.inputs
    assert outputs == made.outputs
    assert not contains_unknown(outputs)


@every_type
def test_a_preview_promises_what_the_creation_gives(case: Case, world: World) -> None:
    """What a preview knows is so afterwards, and what it leaves open gets a value."""
    inputs = case.inputs(world)
    checked, failures = world.provider.check(case.token, inputs)
    assert not failures
    identifier, promised = world.provider.create(case.token, checked, preview=True)
    assert identifier == ""
    made = world.make(case.token, **inputs)
    name_may_differ = set(checked["__defaults"])
    for name, value in promised.items():
        if value is not UNKNOWN and name not in name_may_differ:
            assert covers(made[name], value), name


@every_type
def test_a_creation_without_its_last_answer_is_finished_by_the_next_update(case: Case, world: World) -> None:
    """The engine repeats it as an update without a difference, and a refresh afterwards finds what was asked for."""
    made = world.make_without_answer(case.token, **case.inputs(world))
    outputs = world.provider.update(case.token, made.identifier, made.inputs, made.inputs, outputs=made.outputs)
    _, inputs, read = world.provider.read(case.token, made.identifier, made.inputs, outputs)
    assert inputs == made.inputs
    assert read == outputs
    assert not any(name.startswith("__") for name in outputs)


@types_that_change
def test_a_change_in_place_reaches_the_api(case: Case, world: World) -> None:
    """An update keeps the id, and a refresh afterwards finds the new values."""
    made = _make(world, case)
    change = case.change(world) if callable(case.change) else case.change or {}
    wanted = _checked(world, made, {**_given(made), **change})
    difference = world.provider.diff(case.token, made.inputs, wanted, identifier=made.identifier, old=made.outputs)
    assert set(difference.diffs) >= set(change)
    assert not replaced(difference)
    outputs = world.provider.update(case.token, made.identifier, made.inputs, wanted, outputs=made.outputs)
    _, inputs, _ = world.provider.read(case.token, made.identifier, wanted, outputs)
    assert inputs == wanted


@types_that_change
def test_a_preview_of_a_change_promises_what_it_gives(case: Case, world: World) -> None:
    """What AWS has answered before and nobody writes stays known, so that nothing which was made of it changes."""
    made = _make(world, case)
    change = case.change(world) if callable(case.change) else case.change or {}
    wanted = _checked(world, made, {**_given(made), **change})
    update = partial(world.provider.update, case.token, made.identifier, made.inputs, wanted, outputs=made.outputs)
    promised = update(preview=True)
    given = update()
    for name, value in promised.items():
        if value is not UNKNOWN:
            assert covers(given.get(name), value), name


@every_type
def test_a_change_that_aws_cannot_make_replaces(case: Case, world: World) -> None:
    """The replace keys are those of pulumi-aws, and the region is one for all."""
    made = _make(world, case)
    if "region" in made.outputs:
        elsewhere = _checked(world, made, {**_given(made), "region": "eu-west-1"})
        assert replaced(world.provider.diff(case.token, made.inputs, elsewhere)) == {"region"}
    wanted = _checked(world, made, {**_given(made), **case.replacement})
    assert {
        place.partition(".")[0].partition("[")[0]
        for place in replaced(world.provider.diff(case.token, made.inputs, wanted))
    } == {name.partition(".")[0] for name in case.replacement}


@types_that_drift
def test_a_change_behind_its_back_is_found(case: Case, world: World) -> None:
    """A refresh brings what somebody changed with another tool into the inputs, so that `up` puts it right."""
    assert case.drift is not None
    made = _make(world, case)
    expected = case.drift(world, made)
    _, inputs, outputs = world.provider.read(case.token, made.identifier, made.inputs, made.outputs)
    assert {name: inputs.get(name) for name in expected} == expected
    difference = world.provider.diff(case.token, inputs, made.inputs, identifier=made.identifier)
    assert set(difference.diffs) == set(expected)
    if case.change is not None and not replaced(difference):
        outputs = world.provider.update(case.token, made.identifier, inputs, made.inputs, outputs=outputs)
        _, inputs, _ = world.provider.read(case.token, made.identifier, made.inputs, outputs)
        assert inputs == made.inputs


@every_type
def test_what_was_deleted_is_gone(case: Case, world: World) -> None:
    """After a deletion there is nothing to read, and deleting it once more is no error."""
    made = _make(world, case)
    world.delete(made)
    identifier, _, _ = world.provider.read(case.token, made.identifier, made.inputs, made.outputs)
    assert (identifier != "") == case.forgets
    world.provider.delete(case.token, made.identifier, made.inputs, made.outputs)


@every_type
def test_what_the_sdk_does_not_have_is_refused(case: Case, world: World) -> None:
    """A wrong name and a wrong type are each one failure at their property."""
    inputs = case.inputs(world)
    _, failures = world.provider.check(case.token, {**inputs, "colour": "blue"})
    assert "in the pulumi-aws SDK has no such property" in failures["colour"]
    _, failures = world.provider.check(case.token, {**inputs, **case.wrong_type})
    assert [name.partition(".")[0].partition("[")[0] for name in failures] == [*case.wrong_type]
    assert all("expected" in reason for reason in failures.values())
