"""Whether a call to AWS's API is allowed: by the policies that IAM and the resources have at that moment."""
