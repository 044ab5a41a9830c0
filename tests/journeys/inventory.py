"""What a sandbox's AWS holds, service by service, without what every new account has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.first_region import FIRST_REGION
from portarium_sandbox.identity import PEOPLE
from portarium_sandbox.session import Session


def names_in_aws(session: Session, stack: str = "dev") -> list[str]:
    """Return `service:kind:name` of all that somebody made in a stack's account; two of one name are two entries."""
    found: list[str] = []
    calls = [(*call, None) for call in _CALLS] + [(*call, FIRST_REGION) for call in _CALLS if call[0] == "logs"]
    for service, operation, key, name, region in calls:
        client = session.boto3(service, stack, region=region)
        arguments = _arguments(operation, session.project.accounts.number_of(stack))
        if client.can_paginate(operation):
            pages = client.get_paginator(operation).paginate(**arguments)
        else:
            pages = [getattr(client, operation)(**arguments)]
        for page in pages:
            found += [f"{service}:{key}:{name(item)}" for item in page.get(key, []) if not _belongs_to_aws(item)]
    return sorted(found)


def _named(*keys: str) -> Callable[[Any], str]:
    def name(item: Any) -> str:
        return str(item) if isinstance(item, str) else " ".join(str(item.get(key)) for key in keys)

    return name


def _tagged(identifier: str) -> Callable[[Any], str]:
    def name(item: Any) -> str:
        tags = {tag["Key"]: tag["Value"] for tag in item.get("Tags", [])}
        return tags.get("Name") or item[identifier]

    return name


def _belongs_to_aws(item: Any) -> bool:
    """Say whether an account has it from its first day, or it is one of the sandbox's people, or on its way out."""
    if isinstance(item, str):
        return False
    if item.get("RoleName") in PEOPLE or str(item.get("AliasName", "")).startswith("alias/aws/"):
        return True
    if item.get("IsDefault") or item.get("DefaultForAz") or item.get("KeyManager") == "AWS":
        return True
    state = item.get("State") or item.get("KeyState") or ""
    return state in {"deleted", "PendingDeletion"}


def _arguments(operation: str, account: str) -> dict[str, Any]:
    return {"list_policies": {"Scope": "Local"}, "describe_budgets": {"AccountId": account}}.get(operation, {})


_CALLS: list[tuple[str, str, str, Callable[[Any], str]]] = [
    ("accessanalyzer", "list_analyzers", "analyzers", _named("name")),
    ("acm", "list_certificates", "CertificateSummaryList", _named("DomainName")),
    ("budgets", "describe_budgets", "Budgets", _named("BudgetName")),
    ("cloudwatch", "describe_alarms", "MetricAlarms", _named("AlarmName")),
    ("logs", "describe_metric_filters", "metricFilters", _named("filterName")),
    ("cloudtrail", "describe_trails", "trailList", _named("Name")),
    ("codebuild", "list_projects", "projects", _named()),
    ("ec2", "describe_addresses", "Addresses", _tagged("AllocationId")),
    ("ec2", "describe_flow_logs", "FlowLogs", _named("ResourceId")),
    ("ec2", "describe_internet_gateways", "InternetGateways", _tagged("InternetGatewayId")),
    ("ec2", "describe_launch_templates", "LaunchTemplates", _named("LaunchTemplateName")),
    ("ec2", "describe_nat_gateways", "NatGateways", _tagged("NatGatewayId")),
    ("ec2", "describe_subnets", "Subnets", _tagged("SubnetId")),
    ("ec2", "describe_vpc_endpoints", "VpcEndpoints", _named("VpcId", "ServiceName", "VpcEndpointType")),
    ("ec2", "describe_vpcs", "Vpcs", _tagged("VpcId")),
    ("eks", "list_clusters", "clusters", _named()),
    ("events", "list_rules", "Rules", _named("Name")),
    ("guardduty", "list_detectors", "DetectorIds", _named()),
    ("iam", "list_open_id_connect_providers", "OpenIDConnectProviderList", _named("Arn")),
    ("iam", "list_policies", "Policies", _named("PolicyName")),
    ("iam", "list_roles", "Roles", _named("RoleName")),
    ("kms", "list_aliases", "Aliases", _named("AliasName")),
    ("logs", "describe_log_groups", "logGroups", _named("logGroupName")),
    ("logs", "describe_resource_policies", "resourcePolicies", _named("policyName")),
    ("rds", "describe_db_instances", "DBInstances", _named("DBInstanceIdentifier")),
    ("rds", "describe_db_parameter_groups", "DBParameterGroups", _named("DBParameterGroupName")),
    ("rds", "describe_db_subnet_groups", "DBSubnetGroups", _named("DBSubnetGroupName")),
    ("rds", "describe_event_subscriptions", "EventSubscriptionsList", _named("CustSubscriptionId")),
    ("route53", "list_hosted_zones", "HostedZones", _named("Name")),
    ("route53", "list_query_logging_configs", "QueryLoggingConfigs", _named("CloudWatchLogsLogGroupArn")),
    ("route53resolver", "list_firewall_domain_lists", "FirewallDomainLists", _named("Name")),
    ("route53resolver", "list_firewall_rule_group_associations", "FirewallRuleGroupAssociations", _named("Name")),
    ("route53resolver", "list_firewall_rule_groups", "FirewallRuleGroups", _named("Name")),
    (
        "route53resolver",
        "list_resolver_query_log_config_associations",
        "ResolverQueryLogConfigAssociations",
        _named("ResourceId"),
    ),
    ("route53resolver", "list_resolver_query_log_configs", "ResolverQueryLogConfigs", _named("Name")),
    ("s3", "list_buckets", "Buckets", _named("Name")),
    ("secretsmanager", "list_secrets", "SecretList", _named("Name")),
    ("sns", "list_topics", "Topics", _named("TopicArn")),
    ("sqs", "list_queues", "QueueUrls", _named()),
    ("ssm", "describe_parameters", "Parameters", _named("Name")),
]
