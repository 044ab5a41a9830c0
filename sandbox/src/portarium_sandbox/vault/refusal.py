"""How the double of Vault refuses a request."""


class RefusedError(Exception):
    """The status and the reason with which a request is refused."""

    def __init__(self, status: int, *errors: str) -> None:
        super().__init__(status, *errors)
        self.status, self.errors = status, list(errors)
