"""The program that `pulumi preview` and `pulumi up` run: settings in, one environment out."""

import settings
from stacks.environment import build_environment
from stacks.speed import tune_for_one_run

tune_for_one_run()
build_environment(settings.load()).export()
