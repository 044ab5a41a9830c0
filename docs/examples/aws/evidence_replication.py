"""How evidence gets from prod's bucket to its copy, and who is told when it does not."""

from components.aws.evidence_replication import EvidenceReplication, EvidenceReplicationArgs

EvidenceReplication(
    "replication",
    EvidenceReplicationArgs(
        environment="prod",
        region="eu-central-1",
        bucket="portarium-prod-evidence-1a2b",
        bucket_arn="arn:aws:s3:::portarium-prod-evidence-1a2b",
        key_arn="arn:aws:kms:eu-central-1:123456789012:key/evidence",
        copies_account_id="210987654321",
        topic_arn="arn:aws:sns:eu-central-1:123456789012:portarium-prod-alarms",
        protect=True,
    ),
)
