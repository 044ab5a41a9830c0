"""The schema that infrastructure owns: its migrations, the targets they run on, and proof that nobody changed them."""
