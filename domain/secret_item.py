"""What secrets of an environment are called, as `<item>/<key>`."""

DATABASE = "database"
"""The item of the logins to the database, which no variable names: whoever refers to the database gets its own."""


LOGIN = "database-login"
"""What a login is for, where it is told of among other secrets."""


def login_item(component: str) -> str:
    """Return the secret with which a component signs in to the database."""
    return f"{DATABASE}/{component}"
