"""The ways of the add-ons, inside of one network."""

from components.kubernetes.system_traffic import SystemTraffic, SystemTrafficArgs

SystemTraffic("system-traffic", SystemTrafficArgs(vpc_cidr="10.16.0.0/16"))
