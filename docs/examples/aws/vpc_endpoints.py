"""Ways to AWS that don't leave the network."""

from components.aws.vpc_endpoints import VpcEndpoints, VpcEndpointsArgs

VpcEndpoints(
    "endpoints",
    VpcEndpointsArgs(
        environment="dev",
        region="eu-central-1",
        account_id="123456789012",
        vpc_id="vpc-1",
        vpc_cidr="10.16.0.0/16",
        subnet_ids=["subnet-a", "subnet-b"],
        route_table_ids=["rtb-a", "rtb-b"],
    ),
)
