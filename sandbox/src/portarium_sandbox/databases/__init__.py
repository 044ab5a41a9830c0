"""What is behind a database instance of RDS here: a PostgreSQL of its own, and the door that RDS has before it."""
