"""Between what a program says of an object and what the API server keeps of it."""

import base64
from typing import Any

import pytest

from portarium_sandbox.providers.kubernetes.inputs import (
    drifted,
    imported,
    manifest,
    normalized,
    outputs_of,
    planned_outputs,
    same,
    with_string_data,
)
from portarium_sandbox.providers.properties import Properties


def test_normalized_drops_what_is_not_the_programs():
    """Status, server-side metadata and nulls are not inputs."""
    given: dict[str, Any] = {
        "metadata": {"name": "a", "uid": "1", "resourceVersion": "2", "labels": {"x": None}},
        "spec": {"replicas": None, "list": [{"a": None}]},
        "status": {"ready": True},
    }
    assert normalized(given) == {"metadata": {"name": "a", "labels": {}}, "spec": {"list": [{}]}}


def test_schema_extensions_are_renamed_both_ways():
    """Python can't say x-kubernetes-…; the API can't read x_kubernetes_…."""
    sdk: Properties = {
        "metadata": {},
        "schema": [{"x_kubernetes_preserve_unknown_fields": True, "x_kubernetes_list_type": "map"}],
    }
    api: Properties = {
        "metadata": {},
        "schema": [{"x-kubernetes-preserve-unknown-fields": True, "x-kubernetes-list-type": "map"}],
    }
    assert manifest(sdk) == api
    assert outputs_of(api) == sdk


@pytest.mark.parametrize(
    ("one", "other"),
    [("0.5", "500m"), ("1Gi", "1024Mi"), ("1", 1), (0.5, "500m"), ("1e3", "1k"), (80, "80"), ("a", "a"), (True, True)],
)
def test_same_to_kubernetes(one: Any, other: Any):
    """The API server writes quantities its own way."""
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("0.5", "5m"), ("1G", "1Gi"), (True, "true"), (1, True), ("a", "b"), ("1", "one"), (None, "")]
)
def test_not_the_same(one: Any, other: Any):
    """What means something else is a change."""
    assert not same(one, other)


class TestDrifted:
    """What a refresh finds."""

    def test_no_drift_keeps_the_programs_way_of_writing(self):
        """Defaults of the API server and its notation are no drift."""
        inputs = {"spec": {"cpu": "0.5", "ports": [{"port": 80}]}}
        live = {"spec": {"cpu": "500m", "ports": [{"port": 80, "protocol": "TCP"}], "more": 1}, "status": {}}
        assert drifted(inputs, live) == inputs

    def test_changed_and_removed_fields_are_found(self):
        """A changed field has its live value; one that is gone is missing."""
        assert drifted({"a": {"b": 1, "c": 2}, "d": [1]}, {"a": {"b": 3}, "d": [1, 2]}) == {"a": {"b": 3}, "d": [1, 2]}

    def test_zero_values_are_left_out_by_the_api_server(self):
        """A field that the program sets to false, zero or empty is not gone when the API server omits it."""
        inputs = {"paused": False, "minReadySeconds": 0, "annotations": {}, "strategy": {"on": [False]}, "gone": True}
        assert drifted(inputs, {}) == {key: value for key, value in inputs.items() if key != "gone"}

    def test_named_items_are_found_wherever_they_are(self):
        """A sidecar that something injects is not our drift; a removed container of ours is."""
        inputs = [{"name": "api", "image": "1"}, {"name": "log", "image": "1"}]
        live = [{"name": "sidecar", "image": "9"}, {"name": "api", "image": "2"}]
        assert drifted(inputs, live) == [{"name": "api", "image": "2"}]

    def test_string_data_is_compared_by_its_content(self):
        """The API server keeps stringData as data only."""
        inputs = {"kind": "Secret", "stringData": {"a": "one", "gone": "x"}}
        live = {"kind": "Secret", "data": {"a": base64.b64encode(b"two").decode(), "foreign": ""}}
        assert drifted(inputs, with_string_data(live, inputs))["stringData"] == {"a": "two"}


def test_planned_outputs_promise_nothing_made_up():
    """The uid of a dry run is not the uid that the object will have."""
    live: Properties = {"metadata": {"name": "a", "uid": "1", "managedFields": []}, "spec": {}, "status": {}}
    assert planned_outputs(live) == {"metadata": {"name": "a"}, "spec": {}}


def test_imported_inputs_create_the_object_again():
    """What the API server adds on its own is not among them."""
    live = {"metadata": {"name": "a", "uid": "1", "generation": 3}, "spec": {"replicas": 1}, "status": {"x": 1}}
    assert imported(live) == {"metadata": {"name": "a"}, "spec": {"replicas": 1}}
