"""What the program and the command line both call of Argo CD."""

GITOPS = "gitops"
"""The namespace of Argo CD, where its applications and projects are."""

TEAMS = "teams"
"""The project of the applications of teams, and the account as which they are installed."""

API_VERSION = "argoproj.io/v1alpha1"
"""The version of its kinds."""

APPLICATIONS = f"/apis/{API_VERSION}/namespaces/{GITOPS}/applications"
"""The path of its applications."""

IN_CLUSTER = "https://kubernetes.default.svc"
"""How Argo CD calls the cluster that it runs in."""

WAVE = "argocd.argoproj.io/sync-wave"
"""The annotation that says in which order things come."""
