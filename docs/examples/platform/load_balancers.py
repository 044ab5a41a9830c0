"""The identity by which a cluster makes its load balancers."""

from components.platform.load_balancers import LoadBalancers, LoadBalancersArgs

LoadBalancers(
    "load-balancers",
    LoadBalancersArgs(
        environment="dev",
        account_id="123456789012",
        cluster_name="portarium-dev",
        cluster_arn="arn:aws:eks:eu-central-1:123456789012:cluster/portarium-dev",
        permissions_boundary="arn:aws:iam::123456789012:policy/portarium-dev-boundary",
    ),
)
