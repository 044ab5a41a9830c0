"""What a double is told of a release."""

from typing import Any

import pytest

from portarium_sandbox.charts.release import note_of


@pytest.mark.parametrize(
    ("release", "values", "account"),
    [
        ("external-secrets", {}, "external-secrets"),
        ("mine", {}, "mine-external-secrets"),
        ("mine", {"fullnameOverride": "full"}, "full"),
        ("mine", {"nameOverride": "name"}, "mine-name"),
        ("mine", {"fullnameOverride": "full", "serviceAccount": {"name": "account"}}, "account"),
    ],
)
def test_the_service_account_is_named_as_the_chart_names_it(release: str, values: dict[str, Any], account: str) -> None:
    """The association of the pod identity is about this name."""
    note = note_of({"chart": "external-secrets", "name": release, "namespace": "system", "values": values})
    assert note["data"] == {"serviceAccount": account}


def test_argo_cds_double_is_told_what_its_settings_change() -> None:
    """Whether it keeps the health of resources, and as whom it installs; both are off by themselves."""
    release = {"chart": "argo-cd", "name": "argo-cd", "namespace": "gitops"}
    assert note_of(release)["data"] == {"keepsHealth": "false", "impersonates": "false"}
    parameters = {"controller.resource.health.persist": "true"}
    configs = {"params": parameters, "cm": {"application.sync.impersonation.enabled": True}}
    assert note_of({**release, "values": {"configs": configs}})["data"] == {
        "keepsHealth": "true",
        "impersonates": "true",
    }
