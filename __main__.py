"""The program that `pulumi preview` and `pulumi up` run: settings in, one environment out."""

from stacks.speed import tune_for_one_run

tune_for_one_run()  # before the imports: they make most of what the collector would walk

from settings.reader import load_settings  # noqa: E402
from settings.refusal import told_once  # noqa: E402
from stacks.environment import build_environment  # noqa: E402

with told_once():
    build_environment(load_settings()).export()
