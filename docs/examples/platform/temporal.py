"""A small Temporal, whose logins are in a secret."""

from components.kubernetes.workload import Placement
from components.platform.installation import Installation
from components.platform.temporal import Temporal, TemporalArgs
from components.platform.temporal_values import TemporalSize
from settings.charts import chart

Temporal(
    "temporal",
    TemporalArgs(
        size=TemporalSize(
            environment="dev",
            region="eu-central-1",
            version="1.31.2",
            namespace="system",
            shards=512,
            replicas=1,
            store_pool=4,
            visibility_pool=2,
            retention_days=7,
            mutual_tls=False,
            placement=Placement(),
        ),
        chart=chart("temporal"),
        installation=Installation(project="platform", namespace="system", wave=2, wait_seconds=900),
        namespace="system",
        secret="temporal-variables",
        archive="portarium-dev-temporal-archive",
        archive_endpoint="https://s3.eu-central-1.amazonaws.com",
    ),
)
