"""Database access as one concept: who signs in to an environment's database, and with what."""
