"""Vault is reached by whoever was given an agent, by its own jobs and by nobody else."""

from components.kubernetes.traffic import Addresses, Pods
from components.platform.vault_values import vault_values
from components.platform.vault_ways import vault_demand, vault_flows
from tests.components.platform.vault_charts import vault_of


def _flows() -> dict[str, tuple[Pods | Addresses, Pods | Addresses, tuple[int, ...]]]:
    flows = vault_flows(aws_blocks=["10.0.9.0/24"], control_plane_blocks=["10.0.0.0/18"])
    return {flow.name: (flow.source, flow.destination, tuple(flow.ports)) for flow in flows}


def test_of_environments_only_pods_with_an_agent_come_in() -> None:
    """The proxy, the jobs of the database and every pod without a role have no label, and so no way."""
    outside = [flow for flow in _flows().values() if isinstance(flow[0], Pods) and not flow[0].ours]
    assert len(outside) == 3
    for source, _, served in outside:
        assert isinstance(source, Pods)
        assert source.labels == {"portarium.io/reads-from": "vault"}
        assert source.namespace_labels["portarium.io/plane"] in {"control", "execution", "data"}
        assert served == (8200,)


def test_servers_alone_use_the_port_of_their_cluster() -> None:
    """Whoever speaks on it is one of them."""
    assert [name for name, flow in _flows().items() if 8201 in flow[2]] == ["vault-to-vault"]


def test_the_api_server_reaches_the_injector_and_nothing_else() -> None:
    """From the subnets of its interfaces."""
    [(name, flow)] = [each for each in _flows().items() if isinstance(each[1][0], Addresses)]
    assert name == "kubernetes-to-vault-agent-injector"
    assert isinstance(flow[1], Pods)
    assert flow[1].labels == {"app.kubernetes.io/name": "vault-agent-injector"}


def test_the_injector_has_no_way_to_vault_or_to_aws() -> None:
    """It tells pods what to ask, and asks nothing itself."""
    leaving = [
        name
        for name, (source, _, _) in _flows().items()
        if isinstance(source, Pods) and source.labels == {"app.kubernetes.io/name": "vault-agent-injector"}
    ]
    assert leaving == ["vault-agent-injector-to-kubernetes"]


def test_what_it_requests_is_what_its_values_say() -> None:
    """Servers with what tends them, and an injector more while they roll."""
    chart = vault_of("prod")
    servers, injectors, *jobs = vault_demand(chart.size)
    values = vault_values(chart)
    tending = values["server"]["extraContainers"][0]["resources"]["requests"]
    assert (str(servers.cpu), str(servers.memory)) == ("260m", "528Mi")
    assert (tending["cpu"], tending["memory"]) == ("10m", "16Mi")
    assert (servers.replicas, servers.always) == (3, 3)
    assert (injectors.replicas, injectors.always) == (3, values["injector"]["replicas"])
    assert servers.spread
    assert [job.always for job in jobs] == [0, 0]
    assert not vault_demand(vault_of("dev").size)[0].spread
