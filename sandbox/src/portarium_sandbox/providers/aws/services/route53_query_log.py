"""Route 53 Resolver: the record of what networks ask, and which networks are recorded."""

from portarium_sandbox.providers.aws.services.route53_firewall import RESOLVER_TAGS, find_request, request
from portarium_sandbox.providers.aws.table import Call, Fetch, Name, ResourceType, identifier, known, take

ROWS = (
    ResourceType(
        type="aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig",
        service="route53resolver",
        create=Call(
            "create_resolver_query_log_config",
            take("name destinationArn", CreatorRequestId=request, Tags=RESOLVER_TAGS.at_creation),
        ),
        identity="ResolverQueryLogConfig.Id",
        read=(
            Fetch(
                Call(
                    "get_resolver_query_log_config",
                    {"ResolverQueryLogConfigId": identifier},
                    "ResolverQueryLogConfig",
                ),
                "arn name destinationArn ownerId shareStatus",
            ),
        ),
        delete=Call("delete_resolver_query_log_config", {"ResolverQueryLogConfigId": identifier}),
        replace="name destinationArn",
        name=Name(maximum=64),
        tagging=RESOLVER_TAGS,
        find=find_request("list_resolver_query_log_configs", "ResolverQueryLogConfigs"),
    ),
    ResourceType(
        type="aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation",
        service="route53resolver",
        create=Call("associate_resolver_query_log_config", take("resolverQueryLogConfigId resourceId")),
        identity="ResolverQueryLogConfigAssociation.Id",
        read=(
            Fetch(
                Call(
                    "get_resolver_query_log_config_association",
                    {"ResolverQueryLogConfigAssociationId": identifier},
                    "ResolverQueryLogConfigAssociation",
                ),
                "resolverQueryLogConfigId resourceId",
            ),
        ),
        delete=Call(
            "disassociate_resolver_query_log_config",
            {
                "ResolverQueryLogConfigId": known("resolverQueryLogConfigId"),
                "ResourceId": known("resourceId"),
            },
        ),
        replace="resolverQueryLogConfigId resourceId",
    ),
)
