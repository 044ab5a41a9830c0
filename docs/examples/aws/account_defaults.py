"""What an account refuses from its first day."""

from components.aws.account_defaults import AccountDefaults, AccountDefaultsArgs

AccountDefaults("defaults", AccountDefaultsArgs(account_id="123456789012", protect=True))
