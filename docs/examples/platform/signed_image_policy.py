"""Pods of dev run what one repository has signed."""

from components.platform.signed_image_policy import SignedImagePolicy, SignedImagePolicyArgs

SignedImagePolicy(
    "signed-images",
    SignedImagePolicyArgs(environment="dev", repository="acme/application", after="kyverno"),
)
