"""What the operator's commands do, callable from Python."""
