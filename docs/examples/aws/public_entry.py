"""The group of a load balancer, and its way to the nodes."""

from components.aws.public_entry import PublicEntry, PublicEntryArgs

PublicEntry(
    "entry",
    PublicEntryArgs(environment="dev", vpc_id="vpc-1", nodes_group_id="sg-nodes", service_ports=[8080]),
)
