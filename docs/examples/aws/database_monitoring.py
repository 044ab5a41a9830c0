"""The role by which RDS tells CloudWatch of a database's machine."""

from components.aws.database_monitoring import DatabaseMonitoring, DatabaseMonitoringArgs

DatabaseMonitoring("monitoring", DatabaseMonitoringArgs(environment="dev", account_id="123456789012"))
