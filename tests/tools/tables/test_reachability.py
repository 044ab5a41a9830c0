"""The page of ways shows each with its ports and why it is there."""

from tests.stacks.recorded import recorded
from tools.pictures.facts import Facts
from tools.pictures.ways import Side, Way
from tools.tables.reachability import ports, reachability


def test_workers_have_the_proxy_and_no_other_way_out() -> None:
    """What prod's page says of the execution plane is what the platform promises."""
    page = reachability(Facts(recording=recorded("prod").recording))
    section = page.split("## From `execution-prod`")[1].split("\n## ")[0]
    assert "| all pods | `egress-proxy` in `egress-prod` | 3128 |" in section
    answering = {
        line.split("|")[2].strip() for line in section.splitlines() if line.startswith("| ") and "---" not in line
    }
    assert answering == {
        "who answers",
        "`egress-proxy` in `egress-prod`",
        "`execution-resolver` in `system`",
        "`opentelemetry-collector` in `system`",
        "`temporal` in `system`",
    }


def test_ports_say_their_protocol_where_it_is_not_tcp() -> None:
    """A resolver is asked by both."""
    end = Side(namespace="a", who="b")
    asked = Way(source=end, destination=end, ports=((53, "TCP"), (53, "UDP"), (80, "TCP")), reason="")
    assert ports(asked) == "53 (TCP and UDP), 80"
