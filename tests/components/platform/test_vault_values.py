"""Servers are spread, restricted and of one mind; the injector is asked about nobody who does not want it."""

from typing import Any

import pytest
import yaml

from components.platform.vault_values import vault_values
from tests.components.platform.vault_charts import vault_of


def _values(environment: str) -> dict[str, Any]:
    return vault_values(vault_of(environment))


def test_servers_are_as_many_as_the_zones_and_lie_apart() -> None:
    """Of three that share a node, two would be lost with it, and with them the third."""
    server = _values("prod")["server"]
    assert server["ha"]["replicas"] == 3
    constraints = server["topologySpreadConstraints"]
    assert [each["topologyKey"] for each in constraints] == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
    assert {each["whenUnsatisfiable"] for each in constraints} == {"DoNotSchedule"}
    assert constraints[0]["labelSelector"]["matchLabels"] == {
        "app.kubernetes.io/instance": "vault",
        "component": "server",
    }


def test_a_single_server_lets_its_node_be_drained() -> None:
    """The chart's budget would keep one of one for ever."""
    assert _values("dev")["server"]["ha"]["disruptionBudget"] == {"enabled": False}
    assert _values("prod")["server"]["ha"]["disruptionBudget"] == {"enabled": True}
    assert _values("dev")["injector"]["podDisruptionBudget"] == {}
    assert _values("prod")["injector"]["podDisruptionBudget"] == {"minAvailable": 1}


def test_no_new_server_takes_the_place_of_an_old_one_by_itself() -> None:
    """All of them at once would leave nobody who leads."""
    assert _values("prod")["server"]["updateStrategyType"] == "OnDelete"


def test_one_that_nobody_initialised_is_ready_and_a_sealed_one_is_not() -> None:
    """What initialises it waits until the release is healthy, and agents wait until it is unsealed."""
    path = _values("prod")["server"]["readinessProbe"]["path"]
    assert "uninitcode=200" in path
    assert "sealedcode" not in path


@pytest.mark.parametrize("part", ["server", "tending", "injector"])
def test_each_container_may_do_nothing_to_its_node(part: str) -> None:
    """The namespace's standard is restricted, and none of the three is an exception."""
    values = _values("prod")
    server = values["server"]
    contexts = {
        "server": server["statefulSet"]["securityContext"]["container"],
        "tending": server["extraContainers"][0]["securityContext"],
        "injector": values["injector"]["securityContext"]["container"],
    }
    assert contexts[part] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    pods = server["statefulSet"]["securityContext"]["pod"], values["injector"]["securityContext"]["pod"]
    assert all(pod["runAsNonRoot"] and pod["seccompProfile"] == {"type": "RuntimeDefault"} for pod in pods)


def test_only_pods_that_want_an_agent_wait_for_the_injector() -> None:
    """It fails closed, because such a pod starts without its secrets otherwise; no other is shown to it."""
    webhook = _values("prod")["injector"]["webhook"]
    assert webhook["failurePolicy"] == "Fail"
    assert yaml.safe_load(webhook["objectSelector"]) == {"matchLabels": {"portarium.io/reads-from": "vault"}}
    [planes] = webhook["namespaceSelector"]["matchExpressions"]
    assert (planes["operator"], planes["values"]) == ("In", ["control", "data", "execution"])


def test_no_role_lets_the_injector_read_secrets() -> None:
    """The chart makes that role for several injectors that agree upon a certificate of their own."""
    injector = _values("prod")["injector"]
    assert injector["replicas"] == 2
    assert injector["leaderElector"] == {"enabled": False}
    assert injector["certs"] == {"secretName": "vault-injector-tls"}


def test_volumes_are_encrypted_and_outlive_it_where_people_are() -> None:
    """The class is the environment's, whose key encrypts."""
    server = _values("prod")["server"]
    assert {server[each]["storageClass"] for each in ("dataStorage", "auditStorage")} == {"portarium-prod-gp3"}
    assert server["persistentVolumeClaimRetentionPolicy"]["whenDeleted"] == "Retain"
    assert _values("dev")["server"]["persistentVolumeClaimRetentionPolicy"]["whenDeleted"] == "Delete"


def test_a_server_is_called_by_a_name_that_its_certificate_has() -> None:
    """Kubernetes fills in a variable that stands before this one only, and the pod's name does."""
    address = _values("prod")["server"]["ha"]["apiAddr"]
    assert address == "https://$(VAULT_K8S_POD_NAME).vault-internal:8200"
