"""Whether the parent domain sends the world to the environment's own name servers."""

from collections.abc import Callable, Iterator

from ops.operations.name_servers import name_servers, plain
from ops.operations.preflight.finding import Finding, lacks, mind, right
from ops.operations.preflight.subject import Subject


def check_delegation(subject: Subject, *, ask: Callable[[str], frozenset[str]] = name_servers) -> Iterator[Finding]:
    """ACM looks up the proof of a domain from outside, and gives up for good after three days."""
    if subject.settings.foundation is None:
        return
    domain, believed = subject.settings.domains.public_domain, subject.settings.domains.delegated
    setting = f"pulumi config set --path domains.delegated {str(not believed).lower()} -s {subject.name}"
    own = frozenset(plain(name) for name in subject.outputs.get("nameServers") or ())
    if not own:
        if believed:
            wanted = "the zone of the first up, and the parent domain pointed to it, before a certificate is asked for"
            yield lacks(f"no zone of {domain} yet", wanted=wanted, remedy=setting)
        else:
            yield right(f"{domain} gets its zone with the first up, and its certificate once it is delegated")
        return
    told = ask(domain)
    if told == own:
        if believed:
            yield right(f"{domain} is delegated to its zone")
        else:
            yield mind(f"{domain} is delegated", wanted="a certificate, which waits for this setting", remedy=setting)
        return
    found = f"{domain} is delegated to {', '.join(sorted(told))}" if told else f"{domain} is not delegated"
    wanted = f"NS records for {', '.join(sorted(own))}"
    remedy = f"in the parent domain: {domain} NS, to be set by whoever has it"
    yield (lacks if believed else mind)(found, wanted=wanted, remedy=remedy)
