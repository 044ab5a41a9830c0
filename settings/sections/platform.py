"""The services of the platform: how big each is; none of them can be left out."""

from domain.names import GroupName
from domain.url import Url
from settings.section import Positive, Section
from settings.sections.identity import ClientName


class Service(Section):
    """What every service of the platform has."""

    replicas: Positive | None = None
    """How many pods it has of each kind that there may be several of; as many as the tier demands by default."""

    @property
    def pods(self) -> int:
        """The pods of each kind, once the settings are complete."""
        if self.replicas is None:
            raise LookupError("the settings give each service its replicas")
        return self.replicas


class SignIn(Section):
    """How people sign in to Argo CD: by the identity provider of the environment."""

    client_id: ClientName
    """The public client that they come by; it has no secret."""

    administrators: tuple[GroupName, ...] = ()
    """The groups whose members may do everything in it."""

    readers: tuple[GroupName, ...] = ()
    """The groups whose members may look."""


class Gitops(Service):
    """Argo CD."""

    sign_in: SignIn | None = None
    """How people sign in; without it nobody does, and its web page does not run."""

    repositories: tuple[Url, ...] = ()
    """The repositories of charts that the applications of teams may come from; none by default."""


class Platform(Section):
    """The services, each by its name."""

    gitops: Gitops = Gitops()
    """Argo CD, which installs the others."""
