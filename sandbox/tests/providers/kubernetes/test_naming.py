"""Names, annotations and field managers."""

import re
import threading
from typing import Any

import pytest

from portarium_sandbox.providers.engine import Engine
from portarium_sandbox.providers.errors import InputError
from portarium_sandbox.providers.kubernetes.naming import AUTONAMED, annotation, field_manager, is_autonamed, named
from portarium_sandbox.providers.operation import Autonaming, Operation
from portarium_sandbox.providers.properties import UNKNOWN


def operation(**values: Any) -> Operation:
    """A check of the resource ``api``."""
    defaults: dict[str, Any] = {"urn": "urn:api", "type": "t", "name": "api", "random_seed": b"seed"}
    return Operation(engine=Engine(), cancelled=threading.Event(), **{**defaults, **values})


def test_generated_name():
    """A nameless object gets the resource's name and eight digits, and says that Pulumi named it."""
    inputs = named(operation(), {"metadata": {"annotations": {"note": "kept"}}})
    assert re.fullmatch(r"api-[0-9a-f]{8}", inputs["metadata"]["name"])
    assert inputs["metadata"]["annotations"] == {"note": "kept", AUTONAMED: "true"}


def test_generated_name_stays():
    """The next update keeps the name, a replacement gets another one."""
    first = named(operation(), {})
    assert named(operation(old_inputs=first), {})["metadata"]["name"] == first["metadata"]["name"]
    assert named(operation(random_seed=b"other"), {})["metadata"]["name"] != first["metadata"]["name"]


def test_given_names_stay_as_they_are():
    """Neither a given name, nor one that is not known yet, is touched."""
    for name in ("mine", UNKNOWN):
        inputs = {"metadata": {"name": name}}
        assert named(operation(), inputs) == inputs
        assert not is_autonamed(inputs)


def test_autonaming_of_the_stack():
    """The stack's configuration of names is followed."""
    proposed = Autonaming(proposed_name="api-of-dev", mode="propose")
    assert named(operation(autonaming=proposed), {})["metadata"]["name"] == "api-of-dev"
    with pytest.raises(InputError, match=r"metadata\.name.*disabled"):
        named(operation(autonaming=Autonaming(proposed_name="", mode="disable")), {})


def test_generate_name_is_refused():
    """Server-side apply needs a name; the message says what to do instead."""
    with pytest.raises(InputError, match=r"leave metadata\.name out"):
        named(operation(), {"metadata": {"generateName": "api-"}})


def test_field_manager_follows_from_the_resource():
    """The same resource is recognised in the next run, another is not, and the program may choose."""
    assert field_manager(operation(), {}) == field_manager(operation(), {})
    assert field_manager(operation(), {}) != field_manager(operation(urn="urn:other"), {})
    chosen = {"metadata": {"annotations": {"pulumi.com/patchFieldManager": "mine"}}}
    assert field_manager(operation(), chosen) == "mine"


def test_annotation_that_is_not_known():
    """An annotation that is not known yet is none."""
    assert annotation({"metadata": UNKNOWN}, "a") is None
    assert annotation({"metadata": {"annotations": {"a": UNKNOWN}}}, "a") is None
