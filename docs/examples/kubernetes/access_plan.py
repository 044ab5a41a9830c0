"""A plan that jobs of the data's namespace find as a file."""

import json

from components.kubernetes.access_plan import AccessPlan, AccessPlanArgs

AccessPlan(
    "access-plan",
    AccessPlanArgs(environment="dev", namespace="data-dev", content=json.dumps({"logins": ["control-plane"]})),
)
