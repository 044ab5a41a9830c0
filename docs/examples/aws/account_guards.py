"""The watchers of prod's account."""

from components.aws.account_guards import AccountGuards, AccountGuardsArgs

AccountGuards("guards", AccountGuardsArgs(account="prod", region="eu-central-1", protect=True))
