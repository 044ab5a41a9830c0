"""The audit log of operations: a chain of events in the evidence bucket, with signed checkpoints."""
