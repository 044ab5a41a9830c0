"""What an environment has on AWS."""
