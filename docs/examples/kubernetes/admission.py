"""What the API server refuses in dev: images of others, and pods that ask for too much."""

from components.kubernetes.admission import Admission, AdmissionArgs

Admission("admission", AdmissionArgs(environment="dev", image_owner="acme", by_digest=True))
