"""DNS Firewall: lists of domains, groups of rules about them, and the networks in which these hold."""

import re
from typing import Any

from moto.core.responses import ActionResult
from moto.route53resolver.exceptions import ResourceNotFoundException

from portarium_sandbox.cloud.extension.resolver_operations import ConflictError, Found, InvalidError, ResolverGroup

_LIST, _GROUP, _ASSOCIATION, _CONFIG = (
    "firewall-domain-list",
    "firewall-rule-group",
    "firewall-rule-group-association",
    "firewall-config",
)
# A star stands for whatever is before the first dot that is written, and alone for every name.
_DOMAIN = re.compile(r"\*|(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NAME = re.compile(r"(?!^[0-9]+$)[a-zA-Z0-9\-_' ]{1,64}")
_CHANGEABLE = ("Priority", "Action", "BlockResponse", "Name", "FirewallDomainRedirectionAction")
_PRIORITIES = range(101, 9900)


class FirewallOperations(ResolverGroup):
    """The operations on a firewall's parts."""

    def create_firewall_domain_list(self) -> ActionResult:
        """Answer CreateFirewallDomainList: a new list is empty."""
        self._check_name()
        return ActionResult({"FirewallDomainList": self.made(_LIST, "fdl", Domains=[], DomainCount=0)})

    def get_firewall_domain_list(self) -> ActionResult:
        """Answer GetFirewallDomainList."""
        return ActionResult({"FirewallDomainList": self._list()})

    def list_firewall_domain_lists(self) -> ActionResult:
        """Answer ListFirewallDomainLists; those that AWS keeps are not here."""
        return ActionResult({"FirewallDomainLists": list(self.known(_LIST).values())})

    def list_firewall_domains(self) -> ActionResult:
        """Answer ListFirewallDomains: names are told with the dot that they end in."""
        return ActionResult({"Domains": [_told(domain) for domain in self._list()["Domains"]]})

    def update_firewall_domains(self) -> ActionResult:
        """Answer UpdateFirewallDomains."""
        found, named = self._list(), [str(domain).rstrip(".") for domain in self.params["Domains"]]
        for domain in named:
            if not _DOMAIN.fullmatch(domain):
                raise InvalidError(f"Invalid domain: {domain}")
        before: list[str] = found["Domains"]
        kept = {"ADD": before, "REMOVE": [one for one in before if one not in named], "REPLACE": []}
        added = [] if self.params["Operation"] == "REMOVE" else named
        found["Domains"] = list(dict.fromkeys([*kept[self.params["Operation"]], *added]))
        found["DomainCount"] = len(found["Domains"])
        return ActionResult({key: found[key] for key in ("Id", "Name", "Status")})

    def delete_firewall_domain_list(self) -> ActionResult:
        """Answer DeleteFirewallDomainList."""
        found = self._list()
        if any(rule["FirewallDomainListId"] == found["Id"] for group in self._groups() for rule in group["Rules"]):
            raise ConflictError(f"The domain list {found['Id']} is in use by a rule group")
        return ActionResult({"FirewallDomainList": self.known(_LIST).pop(found["Id"])})

    def create_firewall_rule_group(self) -> ActionResult:
        """Answer CreateFirewallRuleGroup."""
        self._check_name()
        sharing = {"OwnerId": self.current_account, "ShareStatus": "NOT_SHARED"}
        return ActionResult({"FirewallRuleGroup": self.made(_GROUP, "frg", Rules=[], RuleCount=0, **sharing)})

    def get_firewall_rule_group(self) -> ActionResult:
        """Answer GetFirewallRuleGroup."""
        return ActionResult({"FirewallRuleGroup": self._group()})

    def list_firewall_rule_groups(self) -> ActionResult:
        """Answer ListFirewallRuleGroups."""
        return ActionResult({"FirewallRuleGroups": self._groups()})

    def delete_firewall_rule_group(self) -> ActionResult:
        """Answer DeleteFirewallRuleGroup."""
        found = self._group()
        if found["Rules"] or any(one["FirewallRuleGroupId"] == found["Id"] for one in self._associations()):
            raise ConflictError(f"The rule group {found['Id']} has rules or is associated with a VPC")
        return ActionResult({"FirewallRuleGroup": self.known(_GROUP).pop(found["Id"])})

    def create_firewall_rule(self) -> ActionResult:
        """Answer CreateFirewallRule."""
        group, domains = self._group(), self._list()["Id"]
        if any(rule["FirewallDomainListId"] == domains for rule in group["Rules"]):
            raise ConflictError(f"The rule group {group['Id']} has a rule for {domains} already")
        rule = {
            "FirewallRuleGroupId": group["Id"],
            "FirewallDomainListId": domains,
            "CreatorRequestId": self.params["CreatorRequestId"],
            "FirewallDomainRedirectionAction": "INSPECT_REDIRECTION_DOMAIN",
            **self._settings(),
        }
        self._check_rule(rule, group["Rules"])
        group["Rules"].append(rule)
        group["RuleCount"] = len(group["Rules"])
        return ActionResult({"FirewallRule": rule})

    def list_firewall_rules(self) -> ActionResult:
        """Answer ListFirewallRules, in the order in which they are tried."""
        return ActionResult({"FirewallRules": sorted(self._group()["Rules"], key=lambda rule: rule["Priority"])})

    def update_firewall_rule(self) -> ActionResult:
        """Answer UpdateFirewallRule."""
        rule, rules = self._rule(), self._group()["Rules"]
        changed = {**rule, **self._settings()}
        if changed["Action"] != "BLOCK":
            changed.pop("BlockResponse", None)
        self._check_rule(changed, [other for other in rules if other is not rule])
        rule.clear()
        rule.update(changed)
        return ActionResult({"FirewallRule": rule})

    def delete_firewall_rule(self) -> ActionResult:
        """Answer DeleteFirewallRule."""
        rule, group = self._rule(), self._group()
        group["Rules"].remove(rule)
        group["RuleCount"] = len(group["Rules"])
        return ActionResult({"FirewallRule": rule})

    def associate_firewall_rule_group(self) -> ActionResult:
        """Answer AssociateFirewallRuleGroup."""
        group, network, priority = self._group()["Id"], self.params["VpcId"], int(self.params["Priority"])
        self.require_network(network)
        self._check_name()
        here = [one for one in self._associations() if one["VpcId"] == network]
        if any(one["FirewallRuleGroupId"] == group for one in here):
            raise ConflictError(f"The rule group {group} is associated with {network} already")
        self._check_priority(priority, here)
        wanted = {"VpcId": network, "FirewallRuleGroupId": group, "Priority": priority}
        protection = self.params.get("MutationProtection") or "DISABLED"
        made = self.made(_ASSOCIATION, "frgassoc", MutationProtection=protection, **wanted)
        return ActionResult({"FirewallRuleGroupAssociation": made})

    def get_firewall_rule_group_association(self) -> ActionResult:
        """Answer GetFirewallRuleGroupAssociation."""
        return ActionResult({"FirewallRuleGroupAssociation": self._association()})

    def list_firewall_rule_group_associations(self) -> ActionResult:
        """Answer ListFirewallRuleGroupAssociations."""
        wanted = {key: self.params[key] for key in ("VpcId", "FirewallRuleGroupId") if self.params.get(key)}
        found = [one for one in self._associations() if wanted.items() <= one.items()]
        return ActionResult({"FirewallRuleGroupAssociations": found})

    def update_firewall_rule_group_association(self) -> ActionResult:
        """Answer UpdateFirewallRuleGroupAssociation."""
        found = self._association()
        if self.params.get("Priority") is not None:
            others = [one for one in self._associations() if one["VpcId"] == found["VpcId"] and one is not found]
            self._check_priority(int(self.params["Priority"]), others)
        keys = ("Priority", "MutationProtection", "Name")
        found.update({key: self.params[key] for key in keys if self.params.get(key) is not None})
        return ActionResult({"FirewallRuleGroupAssociation": found})

    def disassociate_firewall_rule_group(self) -> ActionResult:
        """Answer DisassociateFirewallRuleGroup."""
        found = self._association()
        if found["MutationProtection"] == "ENABLED":
            raise InvalidError(f"The association {found['Id']} is protected from mutation")
        return ActionResult({"FirewallRuleGroupAssociation": self.known(_ASSOCIATION).pop(found["Id"])})

    def get_firewall_config(self) -> ActionResult:
        """Answer GetFirewallConfig: every network has one, closed where nothing else was said."""
        return ActionResult({"FirewallConfig": self._config()})

    def list_firewall_configs(self) -> ActionResult:
        """Answer ListFirewallConfigs."""
        return ActionResult({"FirewallConfigs": list(self.known(_CONFIG).values())})

    def update_firewall_config(self) -> ActionResult:
        """Answer UpdateFirewallConfig."""
        found = self._config()
        found["FirewallFailOpen"] = self.params["FirewallFailOpen"]
        return ActionResult({"FirewallConfig": found})

    def _config(self) -> Found:
        network = self.params["ResourceId"]
        self.require_network(network)
        made = {
            # Looking at it makes it: of an identifier by chance there would be another after each start.
            "Id": f"rslvr-fc-{network.removeprefix('vpc-')}",
            "ResourceId": network,
            "OwnerId": self.current_account,
            "FirewallFailOpen": "DISABLED",
        }
        return self.known(_CONFIG).setdefault(network, made)

    def _list(self) -> Found:
        return self.found(_LIST, self.params["FirewallDomainListId"])

    def _group(self) -> Found:
        return self.found(_GROUP, self.params["FirewallRuleGroupId"])

    def _groups(self) -> list[Found]:
        return list(self.known(_GROUP).values())

    def _association(self) -> Found:
        return self.found(_ASSOCIATION, self.params["FirewallRuleGroupAssociationId"])

    def _associations(self) -> list[Found]:
        return list(self.known(_ASSOCIATION).values())

    def _rule(self) -> Found:
        for rule in self._group()["Rules"]:
            if rule["FirewallDomainListId"] == self.params["FirewallDomainListId"]:
                return rule
        raise ResourceNotFoundException("The rule group has no rule for this domain list")

    def _settings(self) -> dict[str, Any]:
        return {key: self.params[key] for key in _CHANGEABLE if self.params.get(key) is not None}

    def _check_name(self) -> None:
        if not _NAME.fullmatch(str(self.params["Name"])):
            raise InvalidError(f"Value '{self.params['Name']}' at 'name' failed to satisfy constraint")

    def _check_rule(self, rule: Found, others: list[Found]) -> None:
        if (rule["Action"] == "BLOCK") != ("BlockResponse" in rule):
            raise InvalidError("BlockResponse is for rules that block, and these need one")
        if rule.get("BlockResponse") == "OVERRIDE":
            raise NotImplementedError("a rule that answers with another name")
        if any(other["Priority"] == rule["Priority"] for other in others):
            raise InvalidError(f"Another rule of the group has the priority {rule['Priority']}")

    def _check_priority(self, priority: int, others: list[Found]) -> None:
        if priority not in _PRIORITIES:
            raise InvalidError(f"The priority {priority} is not between 100 and 9900")
        if any(one["Priority"] == priority for one in others):
            raise InvalidError(f"Another rule group of the VPC has the priority {priority}")


def _told(domain: str) -> str:
    return domain if domain == "*" else f"{domain}."
