"""The copy of prod's evidence, in an account of its own."""

from components.aws.evidence_copy import EvidenceCopy, EvidenceCopyArgs
from components.aws.evidence_policy import ObjectLock

EvidenceCopy(
    "copy",
    EvidenceCopyArgs(
        environment="prod",
        environment_account_id="123456789012",
        account_id="210987654321",
        region="eu-central-1",
        lock=ObjectLock(mode="COMPLIANCE", days=1095),
        configurators=["arn:aws:iam::210987654321:role/deploy"],
        protect=True,
    ),
)
