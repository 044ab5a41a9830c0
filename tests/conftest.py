"""What holds for every test: a busy machine is no reason to fail, so no example has a time by which it must be done."""

from hypothesis import HealthCheck, settings

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
