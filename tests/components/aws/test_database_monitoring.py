"""The monitoring role is RDS's, and may write before RDS is given it."""

import json

from components.aws.database_monitoring import DatabaseMonitoring, DatabaseMonitoringArgs
from portarium_sandbox.iam.decision import admits
from tests.recording import ACCOUNT_ID, record


def test_only_rds_monitoring_takes_the_role() -> None:
    """RDS itself has no need of it, let alone anybody else."""

    def program() -> object:
        return DatabaseMonitoring("monitoring", DatabaseMonitoringArgs(environment="dev", account_id=ACCOUNT_ID)).arn

    recording = record(program)
    role = recording.one("aws:iam/role:Role")
    trust = json.loads(role.inputs["assumeRolePolicy"])
    for service, taken in {"monitoring.rds": True, "rds": False, "ec2": False}.items():
        principal = {"Service": f"{service}.amazonaws.com"}
        ours = {"aws:SourceAccount": ACCOUNT_ID}
        assert admits(trust, "sts:AssumeRole", ours, principal=principal) is taken
        assert not admits(trust, "sts:AssumeRole", {"aws:SourceAccount": "210987654321"}, principal=principal)
    attached = recording.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert attached.inputs["role"] == "portarium-dev-database-monitoring"
    assert recording.result.endswith(role.name)
