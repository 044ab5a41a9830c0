"""The decision on one question, over all the policies that have a say, in the order in which AWS looks at them."""

from portarium_sandbox.cloud.authorization.context import RequestContext
from portarium_sandbox.cloud.authorization.identity import Grade, Identity
from portarium_sandbox.cloud.authorization.question import Question
from portarium_sandbox.cloud.authorization.resource_policies import decides_alone, is_trust, policy_on
from portarium_sandbox.iam.decision import Document, outcome

_GRADES: tuple[Grade, ...] = ("direct", "role", "account")


def reason_against(question: Question, identity: Identity, context: RequestContext, owner: str) -> str | None:
    """Why AWS refuses, in the words with which its message ends; nothing where it allows. `owner` has the resource."""
    asked = (question.action, question.resource, context)
    said = {
        kind: outcome(policies, *asked)
        for kind, policies in {
            "an identity-based policy": identity.policies,
            "a permissions boundary": [identity.boundary] if identity.boundary else None,
            "a session policy": [identity.session_policy] if identity.session_policy else None,
        }.items()
        if policies is not None
    }
    on_resource = policy_on(question)
    grades = _grades(on_resource, question, identity, context)
    for kind, answer in said.items():
        if answer == "Deny":
            return f"with an explicit deny in {kind}"
    if grades is None:
        return (
            f"with an explicit deny in {'the role trust policy' if is_trust(question) else 'a resource-based policy'}"
        )
    is_own = owner == identity.account
    if "direct" in grades and (is_own or identity.kind == "Anonymous"):
        # AWS gives this to the session itself, past its policies and its boundary.
        return None
    if not grades and (decides_alone(question) or not is_own):
        kind = "role trust policy" if is_trust(question) else "resource-based policy"
        return f"because no {kind} allows the {question.action} action"
    if "role" in grades and is_own:
        said.pop("an identity-based policy")
    for kind, answer in said.items():
        if answer != "Allow":
            return f"because no {kind.split(' ', 1)[1]} allows the {question.action} action"
    return None


def _grades(
    policy: Document | None, question: Question, identity: Identity, context: RequestContext
) -> frozenset[Grade] | None:
    """In which ways the resource's own policy allows it; nothing at all where it denies it."""
    if policy is None:
        return frozenset()
    found: set[Grade] = set()
    for grade in _GRADES:

        def names(statement: Document, grade: Grade = grade) -> bool:
            return identity.named_in(statement) == grade

        said = outcome([policy], question.action, question.resource, context, names=names)
        if said == "Deny":
            return None
        if said == "Allow":
            found.add(grade)
    return frozenset(found)
