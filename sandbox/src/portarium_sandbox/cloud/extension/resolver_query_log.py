"""The record of what a network's resolver is asked: taking it away, which moto lacks, and what is refused of it."""

from moto.core.responses import ActionResult
from moto.logs.models import logs_backends
from moto.route53resolver.exceptions import InvalidRequestException, ResourceNotFoundException

from portarium_sandbox.cloud.extension.resolver_operations import Found, ResolverGroup


class QueryLogOperations(ResolverGroup):
    """The operations on query logs that moto lacks, and on those it has what Resolver checks."""

    def create_resolver_query_log_config(self) -> str:
        """Answer CreateResolverQueryLogConfig: the log group is there before, and is that of this account."""
        arn = str(self.params["DestinationArn"])
        group = arn.partition(":log-group:")[2].removesuffix(":*")
        if ":logs:" not in arn:
            raise NotImplementedError("a query log that goes elsewhere than to a log group")
        if group not in logs_backends[self.current_account][self.region].groups:
            raise ResourceNotFoundException(f"The log group '{arn}' does not exist")
        return super().create_resolver_query_log_config()

    def delete_resolver_query_log_config(self) -> ActionResult:
        """Answer DeleteResolverQueryLogConfig."""
        config = self.route53resolver_backend.get_resolver_query_log_config(self.params["ResolverQueryLogConfigId"])
        if config.association_count:
            raise InvalidRequestException(f"The query log config '{config.id}' is associated with VPCs")
        self.route53resolver_backend.resolver_query_log_configs.pop(config.id)
        return ActionResult({"ResolverQueryLogConfig": {**config.description(), "Status": "DELETING"}})

    def disassociate_resolver_query_log_config(self) -> ActionResult:
        """Answer DisassociateResolverQueryLogConfig."""
        wanted: Found = {
            "ResolverQueryLogConfigId": self.params["ResolverQueryLogConfigId"],
            "ResourceId": self.params["ResourceId"],
        }
        backend = self.route53resolver_backend
        for identifier, association in backend.resolver_query_log_config_associations.items():
            if wanted.items() <= association.description().items():
                backend.get_resolver_query_log_config(wanted["ResolverQueryLogConfigId"]).association_count -= 1
                backend.resolver_query_log_config_associations.pop(identifier)
                return ActionResult({"ResolverQueryLogConfigAssociation": association.description()})
        raise ResourceNotFoundException("The VPC is not associated with the query log config")
