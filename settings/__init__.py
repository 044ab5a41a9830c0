"""The settings of an environment: typed, complete, and checked before the first resource.

Nothing is imported here: the policy pack reads the registry alone, and the models of all sections would cost it half
its start.
"""
