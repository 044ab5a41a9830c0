"""What IAM knows and how it decides: one evaluator for the sandbox's AWS and for tests of policies."""
