"""Nobody has a password, a plane sees its own messages alone, and what is kept has limits and copies."""

from typing import Any

import pytest

from components.kubernetes.workload import Placement
from components.platform.nats_values import NatsSize, accounts, controller_values, nats_values, stream

_PLACEMENT = Placement(node_labels={"portarium.io/serves-system": "true"})


def _values(replicas: int = 3, *, retained: bool = False) -> dict[str, Any]:
    size = NatsSize(replicas=replicas, retained=retained)
    return nats_values(environment="staging", size=size, placement=_PLACEMENT)


def test_whoever_calls_shows_a_certificate_and_is_who_it_says() -> None:
    """A password would stand in a config map, and servers that anybody may join hand out all that they keep."""
    config = _values()["config"]
    assert config["nats"]["tls"]["enabled"] is True
    assert config["nats"]["tls"]["merge"] == {"verify_and_map": True}
    assert config["cluster"]["tls"]["merge"] == {"verify": True}
    assert "password" not in str(config)


def test_each_plane_has_an_account_of_its_own() -> None:
    """No account imports from another one, and no user is in two."""
    found = accounts(NatsSize(replicas=3))
    users = [user["user"] for account in found.values() for user in account["users"]]
    assert set(found) == {"SYS", "CONTROL", "EXECUTION"}
    assert len(users) == len(set(users))
    assert not [account for account in found.values() if "imports" in account or "exports" in account]


def test_who_copies_streams_may_do_nothing_else() -> None:
    """It is a user with rights; whoever sends and whoever makes streams has an account's."""
    users = {user["user"]: user.get("permissions") for user in accounts(NatsSize(replicas=3))["CONTROL"]["users"]}
    assert {name for name, permissions in users.items() if permissions} == {
        "snapshots.users.nats",
        "restore.users.nats",
    }
    copying, restoring = users["snapshots.users.nats"], users["restore.users.nats"]
    assert copying is not None
    assert restoring is not None
    assert not set(copying["publish"]) & set(restoring["publish"])
    assert not [subject for subject in (*copying["publish"], *restoring["publish"]) if not subject.startswith("$JS.")]
    assert copying["subscribe"] == ["_INBOX_snapshots.>"]


def test_only_the_control_plane_keeps_messages_and_not_without_limits() -> None:
    """The execution plane is untrusted, and would fill the volumes of all."""
    found = accounts(NatsSize(replicas=3, gibibytes=10))
    assert [name for name, account in found.items() if "jetstream" in account] == ["CONTROL"]
    assert found["CONTROL"]["jetstream"]["max_bytes_required"] is True
    assert found["CONTROL"]["jetstream"]["max_file"] == "<< 24GB >>"


@pytest.mark.parametrize("replicas", [1, 3])
def test_each_message_has_as_many_copies_as_there_are_servers(replicas: int) -> None:
    """And the stream has its share of each volume, an end, and a memory of what the outbox sends twice."""
    spec = stream(NatsSize(replicas=replicas, gibibytes=10))["spec"]
    assert spec["replicas"] == replicas
    assert spec["maxBytes"] < 10 * 2**30
    assert (spec["maxAge"], spec["duplicateWindow"]) == ("168h", "1h")
    assert spec["subjects"] == ["portarium.events.>"]


def test_servers_lie_in_different_zones_and_on_different_nodes() -> None:
    """Two of three that go at once are the majority, and nothing is kept until they are back."""
    constraints = _values()["podTemplate"]["topologySpreadConstraints"]
    assert set(constraints) == {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}
    assert all(each["whenUnsatisfiable"] == "DoNotSchedule" for each in constraints.values())
    assert _values()["podDisruptionBudget"] == {"enabled": True}


def test_a_single_server_lets_its_node_be_drained() -> None:
    """And makes no cluster, of which it would be a third."""
    values = _values(1)
    assert values["podDisruptionBudget"] == {"enabled": False}
    assert values["config"]["cluster"]["enabled"] is False
    assert values["podTemplate"]["topologySpreadConstraints"] == {}


@pytest.mark.parametrize(("retained", "then"), [(True, "Retain"), (False, "Delete")])
def test_volumes_go_with_the_servers_where_nothing_is_protected(*, retained: bool, then: str) -> None:
    """Nothing else deletes a claim, and its volume would outlive the cluster."""
    spec = _values(retained=retained)["statefulSet"]["merge"]["spec"]
    assert spec["persistentVolumeClaimRetentionPolicy"]["whenDeleted"] == then


def test_its_volumes_are_of_the_encrypted_class() -> None:
    """The class is the platform's, by its name."""
    claim = _values()["config"]["jetstream"]["fileStore"]["pvc"]
    assert claim["storageClassName"] == "portarium-staging-gp3"


def test_its_pods_hold_to_the_restricted_standard() -> None:
    """The chart leaves all of it to the image, which runs as root."""
    values = _values()
    pod = values["podTemplate"]["merge"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    for part in ("container", "reloader", "promExporter"):
        context = values[part]["merge"]["securityContext"]
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
    assert values["natsBox"] == {"enabled": False}


def test_the_controller_makes_streams_of_its_own_namespace() -> None:
    """It reads secrets for connections: of the whole cluster it would read all of them."""
    values = controller_values(environment="dev", namespace="system", placement=_PLACEMENT)
    assert values["namespaced"] is True
    assert values["jetstream"]["nats"]["url"] == "tls://nats.system.svc:4222"
    assert values["jetstream"]["tls"]["enabled"] is True
