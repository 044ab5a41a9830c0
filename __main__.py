"""The program that `pulumi preview` and `pulumi up` run: settings in, one environment or one account out."""

from stacks.speed import tune_for_one_run

tune_for_one_run()  # before the imports: they make most of what the collector would walk

import pulumi  # noqa: E402

from domain.stack_name import account_of  # noqa: E402
from settings.reader import load_account, load_settings  # noqa: E402
from settings.refusal import told_once  # noqa: E402
from stacks.account import build_account  # noqa: E402
from stacks.environment import build_environment  # noqa: E402

with told_once():
    if account_of(pulumi.get_stack()) is None:
        build_environment(load_settings()).export()
    else:
        build_account(load_account()).export()
