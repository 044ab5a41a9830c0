"""A group that lets the nodes in on one port, and nobody else."""

from components.aws.database_firewall import DatabaseFirewall, DatabaseFirewallArgs

DatabaseFirewall(
    "firewall",
    DatabaseFirewallArgs(environment="dev", vpc_id="vpc-1", client_security_group_ids={"nodes": "sg-nodes"}, port=5432),
)
