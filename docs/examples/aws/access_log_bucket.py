"""Where the other buckets of staging write who read them, for three months."""

from components.aws.access_log_bucket import AccessLogBucket, AccessLogBucketArgs

AccessLogBucket(
    "access-logs",
    AccessLogBucketArgs(
        environment="staging", account_id="123456789012", retention_days=90, locked=False, protect=False
    ),
)
