"""What AWS's provider asks of AWS to make, read, change and delete each type of resource.

Written down from the provider's sources and AWS's reference; whoever adds a type to the program adds a row.
"""

from collections.abc import Mapping

from tests.stacks.network_calls import NETWORK_CALLS
from tests.stacks.provider_call import Calls, InPerson
from tests.stacks.resolver_calls import RESOLVER_CALLS


def _bucket_setting(read: str, write: str, *, delete: str | None = None) -> Calls:
    return Calls(
        creates=(f"s3:{write}",), reads=(f"s3:{read}",), updates=(f"s3:{write}",), deletes=(f"s3:{delete or write}",)
    )


_TAGS_OF_RDS = ("rds:AddTagsToResource", "rds:RemoveTagsFromResource")
_TAGS_OF_EKS = ("eks:TagResource", "eks:UntagResource")

CALLS: Mapping[str, Calls | InPerson] = {
    "acm/certificate": Calls(
        creates=("acm:RequestCertificate", "acm:AddTagsToCertificate"),
        reads=("acm:DescribeCertificate", "acm:ListTagsForCertificate"),
        updates=("acm:AddTagsToCertificate", "acm:RemoveTagsFromCertificate"),
        deletes=("acm:DeleteCertificate",),
    ),
    "acm/certificateValidation": Calls(
        creates=("acm:DescribeCertificate",), reads=("acm:DescribeCertificate",), deletes=()
    ),
    "budgets/budget": Calls(
        creates=("budgets:ModifyBudget", "budgets:TagResource"),
        reads=("budgets:ViewBudget", "budgets:ListTagsForResource"),
        updates=("budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource"),
        deletes=("budgets:ModifyBudget",),
    ),
    "cloudwatch/logGroup": Calls(
        creates=("logs:CreateLogGroup", "logs:TagResource", "logs:PutRetentionPolicy"),
        reads=("logs:DescribeLogGroups", "logs:ListTagsForResource"),
        updates=(
            "logs:AssociateKmsKey",
            "logs:DeleteRetentionPolicy",
            "logs:DisassociateKmsKey",
            "logs:PutRetentionPolicy",
            "logs:TagResource",
            "logs:UntagResource",
        ),
        deletes=("logs:DeleteLogGroup",),
    ),
    "cloudwatch/logMetricFilter": Calls(
        creates=("logs:PutMetricFilter",),
        reads=("logs:DescribeMetricFilters",),
        updates=("logs:PutMetricFilter",),
        deletes=("logs:DeleteMetricFilter",),
    ),
    "cloudwatch/logResourcePolicy": InPerson(
        reads=("logs:DescribeResourcePolicies",),
        why="IAM knows no name of it, and it lets others write to any log group",
    ),
    "cloudwatch/metricAlarm": Calls(
        creates=("cloudwatch:PutMetricAlarm", "cloudwatch:TagResource"),
        reads=("cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"),
        updates=("cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource"),
        deletes=("cloudwatch:DeleteAlarms",),
    ),
    "codebuild/project": InPerson(
        reads=("codebuild:BatchGetProjects",), why="who changes the machine that delivers could deliver anything"
    ),
    "codebuild/webhook": InPerson(reads=("codebuild:BatchGetProjects",), why="it says whose jobs get such a machine"),
    **NETWORK_CALLS,
    "eks/accessEntry": Calls(
        creates=("eks:CreateAccessEntry", "eks:TagResource"),
        reads=("eks:DescribeAccessEntry",),
        updates=("eks:UpdateAccessEntry", *_TAGS_OF_EKS),
        deletes=("eks:DeleteAccessEntry",),
    ),
    "eks/accessPolicyAssociation": Calls(
        creates=("eks:AssociateAccessPolicy",),
        reads=("eks:ListAssociatedAccessPolicies",),
        deletes=("eks:DisassociateAccessPolicy",),
    ),
    "eks/addon": Calls(
        creates=("eks:CreateAddon", "eks:TagResource"),
        reads=("eks:DescribeAddon",),
        updates=("eks:UpdateAddon", *_TAGS_OF_EKS),
        deletes=("eks:DeleteAddon",),
    ),
    "eks/cluster": Calls(
        creates=("eks:CreateCluster", "eks:TagResource", "iam:PassRole", "kms:CreateGrant", "kms:DescribeKey"),
        reads=("eks:DescribeCluster",),
        updates=("eks:UpdateClusterConfig", "eks:UpdateClusterVersion", *_TAGS_OF_EKS),
        deletes=("eks:DeleteCluster",),
        passes_to="eks.amazonaws.com",
    ),
    "eks/nodeGroup": Calls(
        creates=("eks:CreateNodegroup", "eks:TagResource", "iam:PassRole", "ec2:RunInstances"),
        reads=("eks:DescribeNodegroup",),
        updates=("eks:UpdateNodegroupConfig", "eks:UpdateNodegroupVersion", *_TAGS_OF_EKS),
        deletes=("eks:DeleteNodegroup",),
        passes_to="ec2.amazonaws.com",
    ),
    "eks/podIdentityAssociation": Calls(
        creates=("eks:CreatePodIdentityAssociation", "eks:TagResource", "iam:PassRole"),
        reads=("eks:DescribePodIdentityAssociation",),
        updates=("eks:UpdatePodIdentityAssociation", *_TAGS_OF_EKS),
        deletes=("eks:DeletePodIdentityAssociation",),
        passes_to="pods.eks.amazonaws.com",
    ),
    "iam/role": Calls(
        creates=("iam:CreateRole", "iam:TagRole"),
        reads=("iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"),
        updates=(
            "iam:PutRolePermissionsBoundary",
            "iam:TagRole",
            "iam:UntagRole",
            "iam:UpdateAssumeRolePolicy",
            "iam:UpdateRole",
        ),
        deletes=("iam:DeleteRole", "iam:ListInstanceProfilesForRole"),
    ),
    "iam/rolePolicy": Calls(
        creates=("iam:PutRolePolicy",),
        reads=("iam:GetRolePolicy",),
        updates=("iam:PutRolePolicy",),
        deletes=("iam:DeleteRolePolicy",),
    ),
    "iam/rolePolicyAttachment": Calls(
        creates=("iam:AttachRolePolicy",), reads=("iam:ListAttachedRolePolicies",), deletes=("iam:DetachRolePolicy",)
    ),
    "kms/alias": Calls(
        creates=("kms:CreateAlias",),
        reads=("kms:ListAliases",),
        updates=("kms:UpdateAlias",),
        deletes=("kms:DeleteAlias",),
    ),
    "kms/key": Calls(
        creates=("kms:CreateKey", "kms:TagResource", "kms:EnableKeyRotation"),
        reads=("kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"),
        updates=("kms:PutKeyPolicy", "kms:UpdateKeyDescription", "kms:TagResource", "kms:UntagResource"),
        # An administrator ends a key; nothing of a key is deleted before that.
        deletes=(),
    ),
    "rds/eventSubscription": Calls(
        creates=("rds:CreateEventSubscription", "rds:AddTagsToResource"),
        reads=("rds:DescribeEventSubscriptions", "rds:ListTagsForResource"),
        updates=(
            "rds:ModifyEventSubscription",
            "rds:AddSourceIdentifierToSubscription",
            "rds:RemoveSourceIdentifierFromSubscription",
            *_TAGS_OF_RDS,
        ),
        deletes=("rds:DeleteEventSubscription",),
    ),
    "rds/instance": Calls(
        creates=(
            "rds:CreateDBInstance",
            "rds:AddTagsToResource",
            "iam:PassRole",
            "kms:CreateGrant",
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:GenerateDataKey",
            "secretsmanager:CreateSecret",
            "secretsmanager:TagResource",
        ),
        reads=("rds:DescribeDBInstances", "rds:ListTagsForResource"),
        updates=("rds:ModifyDBInstance", "rds:RebootDBInstance", "secretsmanager:RotateSecret", *_TAGS_OF_RDS),
        deletes=("rds:DeleteDBInstance",),
        passes_to="monitoring.rds.amazonaws.com",
        secrets="rds!",
    ),
    "rds/parameterGroup": Calls(
        creates=("rds:CreateDBParameterGroup", "rds:ModifyDBParameterGroup", "rds:AddTagsToResource"),
        reads=("rds:DescribeDBParameterGroups", "rds:DescribeDBParameters", "rds:ListTagsForResource"),
        updates=("rds:ModifyDBParameterGroup", "rds:ResetDBParameterGroup", *_TAGS_OF_RDS),
        deletes=("rds:DeleteDBParameterGroup",),
    ),
    "rds/subnetGroup": Calls(
        creates=("rds:CreateDBSubnetGroup", "rds:AddTagsToResource"),
        reads=("rds:DescribeDBSubnetGroups", "rds:ListTagsForResource"),
        updates=("rds:ModifyDBSubnetGroup", *_TAGS_OF_RDS),
        deletes=("rds:DeleteDBSubnetGroup",),
    ),
    "route53/queryLog": InPerson(
        reads=("route53:GetQueryLoggingConfig",), why="it belongs to its zone, which is an administrator's"
    ),
    "route53/record": Calls(
        creates=("route53:ChangeResourceRecordSets", "route53:GetChange"),
        reads=("route53:ListResourceRecordSets", "route53:GetHostedZone"),
        updates=("route53:ChangeResourceRecordSets",),
        deletes=("route53:ChangeResourceRecordSets",),
    ),
    **RESOLVER_CALLS,
    "route53/zone": InPerson(
        reads=("route53:GetHostedZone", "route53:ListTagsForResource", "route53:ListResourceRecordSets"),
        why="IAM tells one environment's zone from another's neither by a name nor by a tag",
    ),
    "s3/bucket": Calls(
        creates=("s3:CreateBucket", "s3:PutBucketTagging", "s3:PutBucketObjectLockConfiguration"),
        reads=(
            "s3:GetAccelerateConfiguration",
            "s3:GetBucketAcl",
            "s3:GetBucketCORS",
            "s3:GetBucketLocation",
            "s3:GetBucketLogging",
            "s3:GetBucketObjectLockConfiguration",
            "s3:GetBucketPolicy",
            "s3:GetBucketRequestPayment",
            "s3:GetBucketTagging",
            "s3:GetBucketVersioning",
            "s3:GetBucketWebsite",
            "s3:GetEncryptionConfiguration",
            "s3:GetLifecycleConfiguration",
            "s3:GetReplicationConfiguration",
            "s3:ListBucket",
        ),
        updates=("s3:PutBucketTagging",),
        deletes=("s3:DeleteBucket", "s3:ListBucketVersions", "s3:DeleteObject", "s3:DeleteObjectVersion"),
    ),
    "s3/bucketLifecycleConfiguration": _bucket_setting("GetLifecycleConfiguration", "PutLifecycleConfiguration"),
    "s3/bucketLogging": _bucket_setting("GetBucketLogging", "PutBucketLogging"),
    "s3/bucketObjectLockConfiguration": _bucket_setting(
        "GetBucketObjectLockConfiguration", "PutBucketObjectLockConfiguration"
    ),
    "s3/bucketOwnershipControls": _bucket_setting("GetBucketOwnershipControls", "PutBucketOwnershipControls"),
    "s3/bucketPolicy": _bucket_setting("GetBucketPolicy", "PutBucketPolicy", delete="DeleteBucketPolicy"),
    "s3/bucketPublicAccessBlock": _bucket_setting("GetBucketPublicAccessBlock", "PutBucketPublicAccessBlock"),
    "s3/bucketReplicationConfig": Calls(
        creates=("s3:PutReplicationConfiguration", "iam:PassRole"),
        reads=("s3:GetReplicationConfiguration",),
        updates=("s3:PutReplicationConfiguration", "iam:PassRole"),
        deletes=("s3:PutReplicationConfiguration",),
        passes_to="s3.amazonaws.com",
    ),
    "s3/bucketServerSideEncryptionConfiguration": _bucket_setting(
        "GetEncryptionConfiguration", "PutEncryptionConfiguration"
    ),
    "s3/bucketVersioning": _bucket_setting("GetBucketVersioning", "PutBucketVersioning"),
    "s3/inventory": _bucket_setting("GetInventoryConfiguration", "PutInventoryConfiguration"),
    "secretsmanager/secret": Calls(
        creates=(
            "secretsmanager:CreateSecret",
            "secretsmanager:TagResource",
            "kms:Decrypt",
            "kms:GenerateDataKey",
        ),
        reads=("secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"),
        updates=(
            "secretsmanager:UpdateSecret",
            "secretsmanager:TagResource",
            "secretsmanager:UntagResource",
            "kms:Decrypt",
            "kms:GenerateDataKey",
        ),
        deletes=("secretsmanager:DeleteSecret",),
    ),
    "sns/topic": Calls(
        creates=("sns:CreateTopic", "sns:TagResource"),
        reads=("sns:GetTopicAttributes", "sns:ListTagsForResource"),
        updates=("sns:SetTopicAttributes", "sns:TagResource", "sns:UntagResource"),
        deletes=("sns:DeleteTopic",),
    ),
    "sns/topicPolicy": Calls(
        creates=("sns:SetTopicAttributes",), reads=("sns:GetTopicAttributes",), deletes=("sns:SetTopicAttributes",)
    ),
    "sns/topicSubscription": Calls(
        creates=("sns:Subscribe",),
        reads=("sns:GetSubscriptionAttributes", "sns:ListSubscriptionsByTopic"),
        # An administrator takes an address off: SNS asks for no topic where it ends or changes a subscription.
        deletes=(),
    ),
}
"""The calls by the type of the resource, as `rds/instance`."""
