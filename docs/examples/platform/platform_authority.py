"""The authority whose certificates the platform's services know each other by."""

from components.platform.platform_authority import PlatformAuthority, PlatformAuthorityArgs

PlatformAuthority("authority", PlatformAuthorityArgs(environment="dev", namespace="system"))
