"""The providers of a stack, explicit and by fixed names: renaming one would replace everything it manages."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

from components import naming
from settings.account import AccountSettings
from settings.model import Settings

AWS_PROVIDER = "aws"
KUBERNETES_PROVIDER = "kubernetes"


def account_provider(settings: AccountSettings) -> aws.Provider:
    """AWS in the account's region, tagging everything as the account's."""
    return aws.Provider(
        AWS_PROVIDER,
        region=str(settings.region),
        default_tags=aws.ProviderDefaultTagsArgs(tags=naming.account_tags(settings.name)),
        allowed_account_ids=[str(settings.account_id)] if settings.account_id else None,
    )


def aws_provider(settings: Settings) -> aws.Provider:
    """AWS in the environment's region, tagging everything; a credential of another account is refused."""
    environment = settings.environment
    return aws.Provider(
        AWS_PROVIDER,
        region=str(settings.region),
        default_tags=aws.ProviderDefaultTagsArgs(tags=naming.tags(environment.name, environment.tier)),
        allowed_account_ids=[str(settings.account_id)] if settings.account_id else None,
    )


def kubernetes_provider(
    *, kubeconfig: pulumi.Input[str], cluster: pulumi.Input[str], after: Sequence[pulumi.Resource] = ()
) -> kubernetes.Provider:
    """Kubernetes, signed in with the caller's own AWS identity; `after` is what lets that identity in."""
    return kubernetes.Provider(
        KUBERNETES_PROVIDER,
        kubeconfig=kubeconfig,
        # The cluster is told by its name: a kubeconfig that reads differently is still the same cluster.
        cluster_identifier=cluster,
        enable_server_side_apply=True,
        # What somebody set with kubectl is drift: `up` takes the field back instead of ending in a conflict.
        enable_patch_force=True,
        # An API server that doesn't answer is an outage, and no reason to forget what is in it.
        delete_unreachable=False,
        # Beside secrets, which previews don't read, Helm keeps its notes in config maps, which they do.
        helm_release_settings=kubernetes.HelmReleaseSettingsArgs(driver="configmap"),
        opts=pulumi.ResourceOptions(depends_on=after),
    )
