"""Descriptions of security group rules that name another group, which moto drops."""

from moto.ec2.models.security_groups import SecurityGroupRule


def install() -> None:
    """Show the description wherever the rule has it."""
    SecurityGroupRule.description = property(  # type: ignore[assignment]
        lambda rule: rule.ip_range.get("Description") or rule.source_group.get("Description")
    )
