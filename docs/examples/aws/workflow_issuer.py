"""GitHub as an issuer of tokens, once in an account."""

from components.aws.workflow_issuer import WorkflowIssuer

WorkflowIssuer("github")
