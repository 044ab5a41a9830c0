"""What the previews of dev may read."""

from components.kubernetes.preview_access import PreviewAccess, PreviewAccessArgs

PreviewAccess("previews", PreviewAccessArgs(environment="dev"))
