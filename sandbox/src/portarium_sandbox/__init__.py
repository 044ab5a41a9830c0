"""The sandbox: a local cloud on which the real Pulumi engine runs this project, without an account."""
