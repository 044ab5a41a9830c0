"""Evidence that is locked for a year, and that one role may configure."""

from components.aws.evidence_policy import ObjectLock
from components.aws.evidence_store import EvidenceStore, EvidenceStoreArgs

EvidenceStore(
    "evidence",
    EvidenceStoreArgs(
        environment="staging",
        account_id="123456789012",
        key_arn="arn:aws:kms:eu-central-1:123456789012:key/evidence",
        access_log_bucket="portarium-staging-access-logs-1a2b",
        access_log_bucket_arn="arn:aws:s3:::portarium-staging-access-logs-1a2b",
        lock=ObjectLock(mode="GOVERNANCE", days=365),
        expiry_days=None,
        configurators=["arn:aws:iam::123456789012:role/portarium-staging-delivery-deploy"],
        protect=True,
    ),
)
