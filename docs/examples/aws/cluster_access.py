"""One role that gets in, to look around."""

from components.aws.cluster_access import AccessGrant, ClusterAccess, ClusterAccessArgs

ClusterAccess(
    "access",
    ClusterAccessArgs(
        cluster_name="portarium-dev",
        grants=[
            AccessGrant(
                name="read-only",
                principal_arn="arn:aws:iam::123456789012:role/reader",
                eks_policies=["AmazonEKSViewPolicy"],
            )
        ],
    ),
)
