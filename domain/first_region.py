"""The region that AWS began with, and where some of what belongs to no region is kept."""

FIRST_REGION = "us-east-1"
"""S3 takes no location for a bucket there, and Route 53 writes its records there alone."""
