"""The PostgreSQL behind a database instance."""
