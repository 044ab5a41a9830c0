"""The domain of an environment is its prefix before the base, and in prod the base itself."""

from domain.public_domain import environment_prefix, public_domain


def test_an_environment_answers_under_its_prefix() -> None:
    """No environment but prod answers under the base domain."""
    assert public_domain("portarium.example", environment_prefix("dev")) == "x-dev.portarium.example"
    assert public_domain("portarium.example", "") == "portarium.example"
