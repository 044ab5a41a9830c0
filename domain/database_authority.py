"""Where a pod finds whom to believe that a server is the database's."""

AUTHORITY = "database-authority"
"""The config map, in every namespace from which the database is used."""

AUTHORITY_PATH = "/etc/portarium-database"
"""Where it is mounted; the DSN of a client that reads nothing else names a file below it."""

AUTHORITIES_FILE = "rds-authorities.pem"
"""The file in it, as it is called in infra/ as well."""
