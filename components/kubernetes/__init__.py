"""What an environment has inside its cluster."""
