"""A variable's name says whether its value is a secret."""

import pytest

from domain.secret_variable import names_a_secret


@pytest.mark.parametrize("name", ["DB_PASSWORD", "TOKEN", "OPENCLAW_GATEWAY_BEARER_TOKEN", "aws_secret_access_key"])
def test_the_last_word_says_it(name: str) -> None:
    """However the name begins, and in whatever case it is written."""
    assert names_a_secret(name)


@pytest.mark.parametrize("name", ["PORTARIUM_JWT_REQUIRED_TOKEN_TYPE", "PASSWORD_FILE", "NOTOKEN", "LOG_LEVEL"])
def test_a_word_of_it_is_not_enough(name: str) -> None:
    """A kind of token, or the place of a password, is no secret."""
    assert not names_a_secret(name)
