"""EC2: route tables, routes and which subnet uses which."""

from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list
from portarium_sandbox.providers.aws.services.ec2 import EC2_TAGS, described, find_by_mark, tag_specification
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, ResourceType, identifier, known, take

_DESTINATIONS = {
    "destinationCidrBlock": "DestinationCidrBlock",
    "destinationIpv6CidrBlock": "DestinationIpv6CidrBlock",
    "destinationPrefixListId": "DestinationPrefixListId",
}
_TARGETS = (
    "gatewayId natGatewayId egressOnlyGatewayId networkInterfaceId transitGatewayId"
    " vpcEndpointId vpcPeeringConnectionId"
)
_NAMES = {"egressOnlyGatewayId": "EgressOnlyInternetGatewayId"}
_ROUTE = {api: name for name, api in _DESTINATIONS.items()} | {
    _NAMES.get(name, name[:1].upper() + name[1:]): name for name in _TARGETS.split()
}
_INLINE = {"cidrBlock": "destinationCidrBlock", "ipv6CidrBlock": "destinationIpv6CidrBlock"}


def _table(subject: Subject) -> Any:
    return described(subject, "describe_route_tables", "RouteTables", "RouteTableIds")


def _is_own(route: dict[str, Any]) -> bool:
    # The network's own route and those that a gateway endpoint adds belong to nobody's `routes`.
    return route.get("GatewayId") != "local" and "DestinationPrefixListId" not in route


def _inline(route: dict[str, Any]) -> dict[str, Any]:
    back = {long: short for short, long in _INLINE.items()}
    return {back.get(_ROUTE[api], _ROUTE[api]): value for api, value in route.items() if api in _ROUTE}


def _api(route: dict[str, Any]) -> dict[str, Any]:
    names = {name: api for api, name in _ROUTE.items()}
    return {names[_INLINE.get(name, name)]: value for name, value in route.items() if value}


def _set_routes(subject: Subject) -> None:
    """Make the table's routes those of the inline list."""
    table = _table(subject)
    wanted = [_api(route) for route in as_list(subject.get("routes"))]
    present = [_api(_inline(route)) for route in table["Routes"] if _is_own(route)]
    for route in present:
        if route not in wanted:
            destination = {name: value for name, value in route.items() if name.startswith("Destination")}
            subject.client().delete_route(RouteTableId=subject.identifier, **destination)
    for route in wanted:
        if route not in present:
            subject.client().create_route(RouteTableId=subject.identifier, **route)


def _destination(subject: Subject) -> str:
    return next(value for name in _DESTINATIONS if (value := subject.known(name)))


def _route(subject: Subject) -> Any:
    tables = subject.client().describe_route_tables(RouteTableIds=[subject.known("routeTableId")])["RouteTables"]
    wanted = _destination(subject)
    routes = as_list(tables[0]["Routes"] if tables else None)
    matching = (route for route in routes if wanted in (route.get(api) for api in _DESTINATIONS.values()))
    return next(matching, None)


def _route_identifier(subject: Subject, _answer: Any) -> str:
    return f"r-{subject.get('routeTableId')}-{_destination(subject)}"


def _associated(subject: Subject) -> Any:
    filters = [{"Name": "association.route-table-association-id", "Values": [subject.identifier]}]
    for table in subject.client().describe_route_tables(Filters=filters)["RouteTables"]:
        for association in table["Associations"]:
            if association["RouteTableAssociationId"] == subject.identifier:
                return association
    return None


def _find_association(subject: Subject) -> str | None:
    name = "subnetId" if subject.get("subnetId") else "gatewayId"
    for table in subject.client().describe_route_tables(RouteTableIds=[subject.get("routeTableId")])["RouteTables"]:
        for association in table["Associations"]:
            if association.get(name[:1].upper() + name[1:]) == subject.get(name):
                return association["RouteTableAssociationId"]
    return None


def _import_route(route: str) -> dict[str, Any]:
    table, _, destination = route.partition("_")
    name = "destinationIpv6CidrBlock" if ":" in destination else "destinationCidrBlock"
    return {"routeTableId": table, name: destination}


ROWS = (
    ResourceType(
        type="aws:ec2/routeTable:RouteTable",
        service="ec2",
        create=Call(
            "create_route_table", take("vpcId", TagSpecifications=tag_specification("route-table")), "RouteTable"
        ),
        identity="RouteTableId",
        read=(
            Fetch(
                _table,
                "vpcId ownerId",
                shaped={"routes": lambda table: [_inline(route) for route in table["Routes"] if _is_own(route)]},
                tags="Tags",
            ),
        ),
        changes=(Change("routes", _set_routes),),
        delete=Call("delete_route_table", {"RouteTableId": identifier}),
        replace="vpcId",
        computed={"arn": lambda subject: subject.arn("ec2", f"route-table/{subject.identifier}")},
        tagging=EC2_TAGS,
        find=find_by_mark,
    ),
    ResourceType(
        type="aws:ec2/route:Route",
        service="ec2",
        create=Call("create_route", {"RouteTableId": "routeTableId", **_ROUTE}),
        identity=_route_identifier,
        read=(
            Fetch(
                _route,
                f"state origin {_TARGETS} {' '.join(_DESTINATIONS)}",
            ),
        ),
        changes=(Change(_TARGETS, Call("replace_route", {"RouteTableId": known("routeTableId"), **_ROUTE}), False),),
        delete=Call(
            "delete_route",
            {"RouteTableId": known("routeTableId"), **{api: name for name, api in _DESTINATIONS.items()}},
        ),
        replace=f"routeTableId {' '.join(_DESTINATIONS)}",
        names=_NAMES,
        import_identifier=_import_route,
    ),
    ResourceType(
        type="aws:ec2/routeTableAssociation:RouteTableAssociation",
        service="ec2",
        create=Call("associate_route_table", take("routeTableId subnetId gatewayId")),
        identity="AssociationId",
        read=(Fetch(_associated, "routeTableId subnetId gatewayId"),),
        delete=Call("disassociate_route_table", {"AssociationId": identifier}),
        replace="routeTableId subnetId gatewayId",
        delete_before_replace=True,
        find=_find_association,
    ),
)
