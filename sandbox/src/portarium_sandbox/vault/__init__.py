"""A double of Vault: the part of its HTTP API that jobs ask, by its policies; one server, and no secrets engine."""
