"""What the local environment is called, and what is in it."""

from domain.project import PROJECT

ENVIRONMENT = "local"
"""Its name in infra/environments.json."""

BUCKET = f"{PROJECT}-{ENVIRONMENT}-evidence"
"""The bucket of evidence."""

SAMPLE = f"{PROJECT}-{ENVIRONMENT}"
"""Every password, key and token, unless `.env` says otherwise: nothing of it is reached from another machine."""

FOLDER = ENVIRONMENT
"""The folder with what its services are configured by."""

BASELINE = "docker-compose.yml"
"""The services that the application stands on."""

WITH_APPLICATION = "docker-compose.local.yml"
"""The application on top of it."""

REGION = "eu-central-1"
"""The region that S3 says it is in."""
