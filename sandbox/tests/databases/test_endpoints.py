"""A name stands for an address of its subnets."""

import ipaddress

from portarium_sandbox.databases.endpoints import Endpoint, Endpoints, address_in
from portarium_sandbox.databases.wire import fatal

_BLOCKS = ("10.0.1.0/28", "10.0.0.0/28")


def test_an_address_is_one_that_aws_gives_out() -> None:
    """Neither the first four of a subnet nor its last, and the same one each time."""
    for number in range(200):
        found = ipaddress.ip_address(address_in(_BLOCKS, f"db-{number}"))
        [block] = [ipaddress.ip_network(each) for each in _BLOCKS if found in ipaddress.ip_network(each)]
        assert found in list(block)[4:-1]
        assert str(found) == address_in(_BLOCKS[::-1], f"db-{number}")


def test_a_name_leads_somewhere_until_it_is_taken_away() -> None:
    """And other names lead nowhere."""
    endpoints = Endpoints()
    endpoint = Endpoint(host="a", port=5432, local_host="127.0.0.1", local_port=1, address="", authority="")
    endpoints.add(endpoint)
    assert (endpoints.find("a"), endpoints.find("b")) == (endpoint, None)
    endpoints.remove("a")
    assert endpoints.find("a") is None


def test_an_error_is_one_to_postgresql() -> None:
    """With its length, its kind and an end."""
    message = fatal("28000", "no")
    assert message[:1] == b"E"
    assert int.from_bytes(message[1:5]) == len(message) - 1
    assert message.endswith(b"C28000\0Mno\0\0")
