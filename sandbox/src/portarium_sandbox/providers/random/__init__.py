"""A double of pulumi-random: the same types, inputs, outputs and replacement rules, with its own generator."""
