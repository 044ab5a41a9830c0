"""The table: one module a service, each with its rows in `ROWS`."""
