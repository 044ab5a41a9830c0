"""What only the real providers compute, as far as our components read it: given to `record()` as `computed`.

They are a double's answers: their shape is the providers', their values are made up.
"""

from typing import Any

from tests.recording import ACCOUNT_ID, REGION

RANDOM_ID: dict[str, dict[str, Any]] = {"random:index/randomId:RandomId": {"hex": "0a1b2c3d"}}

MASTER_SECRET_ARN = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:rds!db-0a1b2c3d"
DATABASE: dict[str, dict[str, Any]] = {
    "aws:rds/instance:Instance": {
        "address": "database.example.rds.amazonaws.com",
        "resourceId": "db-ABCDEFGH",
        "masterUserSecrets": [{"secretArn": MASTER_SECRET_ARN, "secretStatus": "active"}],
    }
}


def certificate_of(*domain_names: str) -> dict[str, dict[str, Any]]:
    """ACM's validation options: one for each name, and for a wildcard the same record as for its base."""
    options = [
        {
            "domainName": domain,
            "resourceRecordName": f"_proof.{domain.removeprefix('*.')}",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_value.{domain.removeprefix('*.')}",
        }
        for domain in domain_names
    ]
    return {"aws:acm/certificate:Certificate": {"domainValidationOptions": options}}


CLUSTER: dict[str, dict[str, Any]] = {
    "aws:eks/cluster:Cluster": {
        "endpoint": "https://cluster.example.eks.amazonaws.com",
        "certificateAuthority": {"data": "Y2VydGlmaWNhdGU="},
        "identities": [{"oidcs": [{"issuer": "https://issuer.example"}]}],
        "vpcConfig": {"clusterSecurityGroupId": "sg-cluster"},
    }
}
DONE_JOB: dict[str, dict[str, Any]] = {
    "kubernetes:batch/v1:Job": {"status": {"completionTime": "2026-11-26T22:00:00Z"}}
}
ZONE: dict[str, dict[str, Any]] = {
    "aws:route53/zone:Zone": {"zoneId": "Z0", "nameServers": ["ns-1.awsdns.com", "ns-2.awsdns.org"]}
}
