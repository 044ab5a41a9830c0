"""The `local` environment: what it is made of, where it is, and how it comes up and goes."""
