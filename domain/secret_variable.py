"""Which environment variables hold a secret, by their name."""

import re

_SECRET = re.compile(r"(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|API_KEY|PRIVATE_KEY|ACCESS_KEY|CREDENTIALS?)$", re.ASCII)


def names_a_secret(variable: str) -> bool:
    """Tell whether a variable's name says that its value is a secret.

    The last word decides: `PORTARIUM_METRICS_TOKEN` is one, `PORTARIUM_JWT_REQUIRED_TOKEN_TYPE` is not.
    """
    return bool(_SECRET.search(variable.upper()))
