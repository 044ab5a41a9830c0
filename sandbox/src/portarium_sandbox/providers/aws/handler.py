"""What the double does for a row of the table: the engine's calls, interpreted."""

from collections.abc import Callable
from typing import Any

from portarium_sandbox.providers.aws import inputs as resource_inputs
from portarium_sandbox.providers.aws.api_errors import api_errors, is_gone, tries
from portarium_sandbox.providers.aws.clients import Clients
from portarium_sandbox.providers.aws.configuration import Configuration
from portarium_sandbox.providers.aws.conversion import Converter, as_map, at_path, covers, is_empty
from portarium_sandbox.providers.aws.ledger import Creation, Ledger, digests
from portarium_sandbox.providers.aws.observation import drifted, imported, observe, outputs_of, planned
from portarium_sandbox.providers.aws.schema import ResourceSchema
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import ResourceType
from portarium_sandbox.providers.differences import Difference
from portarium_sandbox.providers.errors import InitializationError, ProviderError
from portarium_sandbox.providers.operation import Operation, Resource, ResourceHandler
from portarium_sandbox.providers.properties import UNKNOWN, Properties, contains_unknown

_UNFINISHED = "__unfinished"
"""The output of a creation that failed after its first call: the engine takes all its inputs for done."""


class TableHandler(ResourceHandler):
    """Interprets one row."""

    def __init__(
        self,
        row: ResourceType,
        schema: ResourceSchema,
        clients: Clients,
        configuration: Configuration,
        ledger: Ledger,
    ) -> None:
        self._row = row
        self._schema = schema
        self._clients = clients
        self._configuration = configuration
        self._ledger = ledger
        self._converter = Converter(schema, names=row.names, camel_case=row.camel_case)

    def check(self, operation: Operation) -> Properties:
        """The inputs with what the program left out; refuses what the SDK or the double does not have."""
        interrupted = None if operation.old_inputs else self._ledger.interrupted(operation.urn)
        return resource_inputs.checked(self._row, self._schema, self._configuration, operation, interrupted)

    def diff(self, operation: Operation) -> Difference:
        """What differs; no API call."""
        self._ledger.settle(operation.urn, operation.identifier)
        return resource_inputs.compared(self._row, operation)

    def create(self, operation: Operation) -> Resource:
        """Create it, or take over what an interrupted update left."""
        if operation.preview:
            return Resource(identifier="", outputs=self._expected(operation.inputs))
        with api_errors():
            self._configuration.check_account(self._clients.account)
            subject = self._subject(operation)
            left = self._ledger.interrupted(operation.urn)
            if left is not None:
                left = self._ledger.wait_for_its_run(left)
            if left is not None:
                resource = self._adopted(subject, left, operation)
                if resource is not None:
                    return resource
            return self._created(subject, operation)

    def read(self, operation: Operation) -> Resource | None:
        """What the API says it is now, and the inputs that would make it so."""
        self._ledger.settle(operation.urn, operation.identifier)
        with api_errors():
            subject = self._subject(operation)
            importing = not operation.old_outputs
            if importing and self._row.import_identifier is not None:
                subject.inputs = {**self._row.import_identifier(operation.identifier), **subject.inputs}
            observed = observe(self._row, subject)
        if observed is None:
            return None
        defaults = dict(self._configuration.default_tags)
        if operation.inputs:
            inputs = drifted(operation.inputs, observed, defaults)
        else:
            inputs = {**imported(self._row, subject, observed, defaults), **subject.inputs}
        outputs = {**operation.old_outputs, **outputs_of(inputs, observed)}
        gone = {name for name, value in observed.items() if value is None and name not in inputs}
        return Resource(
            identifier=operation.identifier,
            outputs={name: value for name, value in outputs.items() if name not in gone},
            inputs={name: value for name, value in inputs.items() if value is not None},
        )

    def update(self, operation: Operation) -> Properties:
        """Take the steps of what has changed."""
        self._ledger.settle(operation.urn, operation.identifier)
        if operation.preview:
            known = planned(operation.old_inputs, _outputs(operation.inputs), operation.old_outputs)
            return {**known, **dict.fromkeys(self._row.volatile.split(), UNKNOWN)}
        with api_errors():
            subject = self._subject(operation)
            subject.old_inputs = operation.old_inputs
            changed = {
                name
                for name in operation.inputs.keys() | operation.old_inputs.keys()
                if operation.inputs.get(name) != operation.old_inputs.get(name)
            }
            if operation.old_outputs.get(_UNFINISHED):
                owed = self._owed(subject)
                if owed is None:
                    raise ProviderError(
                        f"{subject.identifier}: disappeared before its creation was finished; "
                        "`pulumi refresh` takes it out of the state"
                    )
                self._unmark(subject)
                changed |= owed
            self._change(subject, changed)
            return self._finished(subject)

    def delete(self, operation: Operation) -> None:
        """Delete it; the API's refusal is the user's to see."""
        self._ledger.settle(operation.urn, operation.identifier)
        with api_errors():
            self._delete(self._subject(operation))

    def _subject(self, operation: Operation) -> Subject:
        region = operation.inputs.get("region") or operation.old_outputs.get("region")
        clients = self._clients.in_region(region or self._configuration.region)
        return Subject(
            aws=clients,
            service=self._row.service,
            schema=self._schema,
            converter=self._converter,
            inputs=operation.inputs,
            outputs=operation.old_outputs,
            identifier=operation.identifier,
            timeout_seconds=operation.timeout_seconds,
            cancelled=operation.cancelled,
            status=operation.status,
        )

    def _expected(self, inputs: Properties) -> Properties:
        """The outputs that a preview can know."""
        computed = dict.fromkeys(self._schema.computed(), UNKNOWN)
        expected = {**computed, **_outputs(inputs)}
        if "region" in self._schema.outputs and not inputs.get("region"):
            expected["region"] = self._configuration.region
        return expected

    def _created(self, subject: Subject, operation: Operation) -> Resource:
        name = self._row.name.property if self._row.name else ""
        note = self._ledger.begin(operation.urn, subject.inputs.get(name) or "", subject.inputs)
        subject.creation_token = note.token
        try:
            answer = self._row.create(subject)
        except Exception as error:
            # Only an answer to the first try says that nothing was created: a lost connection says nothing, and the
            # refusal of a second try may be about what the first one made.
            if tries(error) == 1:
                self._ledger.forget(operation.urn)
            raise
        identity = self._row.identity
        found = at_path(answer, identity) if isinstance(identity, str) else identity(subject, answer)
        subject.identifier = str(found)
        self._ledger.created(note, subject.identifier)
        given = {name for name, value in subject.inputs.items() if not is_empty(value)}
        return self._completed(subject, given, at_creation=True)

    def _adopted(self, subject: Subject, left: Creation, operation: Operation) -> Resource | None:
        """What the interrupted creation left, made what is wanted now; None when it left nothing usable."""
        subject.creation_token = left.token
        subject.identifier = left.identifier
        if not subject.identifier:
            find = self._row.find
            if find is None and callable(self._row.identity):
                find = _identity_by_inputs(self._row.identity)
            subject.identifier = _found(find, subject)
        if not subject.identifier:
            return None
        owed = self._owed(subject)
        if owed is None:
            return None
        now = digests(subject.inputs, left.token)
        changed = {name for name in now.keys() | left.digests.keys() if now.get(name) != left.digests.get(name)}
        replaced = {place.partition(".")[0] for place in self._row.replace.split()}
        if changed & replaced:
            self._delete(subject)
            subject.identifier, subject.outputs, subject.old_inputs = "", {}, {}
            return None
        note = self._ledger.begin(operation.urn, left.name, subject.inputs, left.token)
        self._ledger.created(note, subject.identifier)
        operation.warn(f"taken over from an interrupted update: {subject.identifier}")
        return self._completed(subject, owed | changed, at_creation=False)

    def _completed(self, subject: Subject, given: set[str], *, at_creation: bool) -> Resource:
        """Take the steps after the create call. What goes wrong now leaves a resource that exists."""
        try:
            with api_errors():
                self._unmark(subject)
                self._change(subject, given, at_creation=at_creation)
                outputs = self._finished(subject)
        except ProviderError as error:
            raise InitializationError(
                str(error),
                identifier=subject.identifier,
                outputs={**subject.outputs, **_outputs(subject.inputs), _UNFINISHED: True},
                inputs=subject.inputs,
            ) from error
        return Resource(identifier=subject.identifier, outputs=outputs)

    def _owed(self, subject: Subject) -> set[str] | None:
        """What a creation that nobody saw the end of has not brought about, or not visibly; None when it is gone."""
        observed = observe(self._row, subject)
        if observed is None:
            return None
        subject.outputs = {**subject.outputs, **outputs_of({}, observed)}
        subject.old_inputs = {**subject.old_inputs, "tagsAll": observed.get("tagsAll")}
        return {
            name
            for name, value in subject.inputs.items()
            if (not covers(observed[name], value) if name in observed else not is_empty(value))
        } | {"tagsAll"}

    def _unmark(self, subject: Subject) -> None:
        if self._row.tagging is not None:
            self._row.tagging.unmark(subject)

    def _change(self, subject: Subject, changed: set[str], *, at_creation: bool = False) -> None:
        if at_creation and self._row.settle is not None:
            self._row.settle(subject)
        for change in self._row.changes:
            if changed.intersection(change.properties.split()) and (change.at_creation or not at_creation):
                change.step(subject)
        if self._row.tagging is not None and not at_creation and "tagsAll" in changed:
            self._row.tagging.change(subject, as_map(subject.old_inputs.get("tagsAll")), subject.tags)

    def _finished(self, subject: Subject) -> Properties:
        if self._row.settle is not None:
            self._row.settle(subject)
        observed = observe(self._row, subject)
        if observed is None:
            raise ProviderError(f"{subject.identifier}: disappeared while it was being created or changed")
        return {**_kept(subject), **outputs_of(subject.inputs, observed)}

    def _delete(self, subject: Subject) -> None:
        if self._row.delete is None:
            return
        try:
            self._row.delete(subject)
            if self._row.settle_deleted is not None:
                self._row.settle_deleted(subject)
        except Exception as error:
            if not is_gone(error):
                raise


def _found(find: Callable[[Subject], str | None] | None, subject: Subject) -> str:
    """The id of what an interrupted creation left; none when the API never got to it and knows no such thing."""
    if find is None:
        return ""
    try:
        return find(subject) or ""
    except Exception as error:
        if is_gone(error):
            return ""
        raise


def _identity_by_inputs(identity: Callable[[Subject, Any], str]) -> Callable[[Subject], str | None]:
    """The id of a type whose id follows from its inputs, such as a name."""

    def find(subject: Subject) -> str | None:
        try:
            return identity(subject, None)
        except TypeError:
            # The id is in the answer that was lost.
            return None

    return find


def _outputs(inputs: Properties) -> Properties:
    return {name: value for name, value in inputs.items() if not name.startswith("__")}


def _kept(subject: Subject) -> Properties:
    """Outputs that only the first answer of the API has, such as a secret shown once."""
    return {
        name: value
        for name, value in subject.outputs.items()
        if name not in subject.old_inputs and name != _UNFINISHED and not contains_unknown(value)
    }
