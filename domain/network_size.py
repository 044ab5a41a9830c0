"""How large an environment's network can be."""

LARGEST_PREFIX = 16
"""The largest VPC that AWS makes."""

SMALLEST_PREFIX = 20
"""Three zones of public, private and database subnets; in a smaller block the pods run out of addresses."""

FEWEST_ZONES = 2
"""A cluster and a database each want subnets of two zones."""

MOST_ZONES = 3
"""The layout always leaves room for three zones, so that adding one never moves the subnets of the others."""
