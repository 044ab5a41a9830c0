"""What a stack hands out: documented, complete, and free of secrets."""

import json
import re
from collections.abc import Iterator
from typing import Any, cast

import griffe
import pytest

from stacks.foundation import Foundation
from stacks.outputs import StackOutputs
from tests.recording import ACCOUNT_ID
from tests.settings.configuration import SHA
from tests.stacks.recorded import REVIEW, STACKS, delegated, recorded

OWN_FOUNDATION = {"nameServers", "foundation"}
DELEGATED = {"certificateArn"}
LOCKED_EVIDENCE = {"legalHoldRoleArn"}

_SECRET_NAME = re.compile(r"password|token$|secretKey|privateKey|credential", re.IGNORECASE)


@pytest.mark.parametrize("documented", [StackOutputs, Foundation], ids=["StackOutputs", "Foundation"])
def test_every_output_says_what_it_is(documented: type) -> None:
    """A docstring line stands under each, in the one place where they are declared."""
    declared = griffe.load(documented.__module__)[documented.__name__].attributes
    fields = {name: attribute for name, attribute in declared.items() if attribute.annotation}
    assert fields
    assert [name for name, attribute in fields.items() if not attribute.docstring] == []


@pytest.mark.parametrize(
    ("stack", "without"),
    [
        ("dev", LOCKED_EVIDENCE | DELEGATED),
        ("staging", DELEGATED),
        ("prod", DELEGATED),
        (REVIEW, OWN_FOUNDATION | LOCKED_EVIDENCE | DELEGATED),
    ],
)
def test_a_stack_has_every_output_that_it_can_have(stack: str, without: set[str]) -> None:
    """Only a foundation's outputs, the role of legal holds and a certificate may be missing, where there is none."""
    assert set(recorded(stack).outputs) == set(StackOutputs.__dataclass_fields__) - without


def test_a_certificate_is_requested_once_the_domain_is_delegated() -> None:
    """ACM gives one up that it can't validate within three days, and that one never comes back."""
    certificate = "aws:acm/certificate:Certificate"
    assert not recorded("staging").recording.all(certificate)
    assert delegated("staging").recording.one(certificate)
    assert set(delegated("staging").outputs) - set(recorded("staging").outputs) == DELEGATED


@pytest.mark.parametrize("stack", STACKS)
def test_no_output_is_a_secret(stack: str) -> None:
    """No key is called like one, and no value is what AWS or Pulumi would have given us in confidence."""
    for path, value in _leaves(recorded(stack).outputs):
        assert not _SECRET_NAME.search(path), f"{path} is called like a secret"
        assert "PRIVATE KEY" not in str(value), path


@pytest.mark.parametrize("stack", STACKS)
def test_the_kubeconfig_signs_in_with_the_callers_identity(stack: str) -> None:
    """It runs `aws eks get-token` and holds no token, no certificate of a client and no password."""
    users = json.loads(recorded(stack).outputs["kubeconfig"])["users"]
    assert [set(user["user"]) for user in users] == [{"exec"}]
    assert users[0]["user"]["exec"]["args"][:2] == ["eks", "get-token"]


@pytest.mark.parametrize("stack", STACKS)
def test_every_component_is_listed_with_its_image_at_the_sha(stack: str) -> None:
    """One SHA for all of them, in full."""
    images = recorded(stack).outputs["images"]
    assert images == {
        component: f"ghcr.io/portarium/portarium-{image}:{SHA}"
        for component, image in (
            ("control-plane", "control-plane"),
            ("execution-plane", "worker"),
            ("egress-proxy", "egress-proxy"),
            ("operations", "operations"),
        )
    }


@pytest.mark.parametrize("stack", STACKS)
def test_every_output_of_every_component_is_set(stack: str) -> None:
    """Nothing that a component declares resolves to nothing."""
    recording = recorded(stack).recording
    # Where evidence is not locked there is no role of legal holds.
    may_lack = {"legal_hold_role_arn"}
    unset = [
        f"{urn.rsplit('::', 1)[-1]}.{name}"
        for urn, outputs in recording.component_outputs.items()
        for name, value in outputs.items()
        if value in (None, "", {}) and name not in may_lack
    ]
    assert unset == []


def test_the_account_is_that_of_the_credentials() -> None:
    """Without a configured account, the roles are the caller's account's."""
    role = recorded("prod").recording.one("aws:eks/accessEntry:AccessEntry", "access-portarium-administrator")
    assert role.inputs["principalArn"] == f"arn:aws:iam::{ACCOUNT_ID}:role/portarium-administrator"


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in cast("dict[str, Any]", value).items():
            yield from _leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(cast("list[Any]", value)):
            yield from _leaves(inner, f"{path}[{index}]")
    else:
        yield path, value
