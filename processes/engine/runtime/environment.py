"""What a machine may ask of the outside while it runs: the clock, names, operations, a log of decisions."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from processes.engine import operations, scope
from processes.engine.event_log import Decided
from processes.engine.expressions import RecordView
from processes.engine.spiff import BusinessError, StepFault
from processes.errors import Refusal
from processes.words import N_

if TYPE_CHECKING:
    from processes.engine.runtime.member import Member


class MemberEnvironment:
    """The environment of one loaded instance within one command."""

    def __init__(self, member: "Member") -> None:
        self._member = member
        self._unit = member.unit

    @property
    def now(self) -> datetime:
        """The command's time; it does not move while the command runs."""
        return self._unit.now

    @property
    def record(self) -> RecordView:
        """The record of the root as this instance sees it."""
        return RecordView(self._unit.records, self._member.lineage)

    def names(self, data: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The names for expressions besides the process data (`data` is that data where it is known)."""
        row = self._member.row
        return scope.names(
            record=self.record,
            business_key=self._unit.business_key,
            instance=str(row.id),
            now=self._unit.now,
            data=row.data if data is None else data,
        )

    def context(self, token_id: uuid.UUID, element_id: str, data: Mapping[str, Any]) -> operations.Context:
        """What an operation of this instance is given; its key is the same at every repeat."""
        return operations.Context(
            session=self._unit.session,
            root_id=self._unit.root.id,
            instance_id=self._member.row.id,
            token_id=token_id,
            element_id=element_id,
            business_key=self._unit.business_key,
            record=self.record,
            data=data,
            by=self._unit.by,
            now=self._unit.now,
            key=f"{self._member.row.id}:{token_id}",
        )

    def operation(
        self, name: str, params: Mapping[str, Any], *, token_id: uuid.UUID, element_id: str
    ) -> dict[str, Any] | None:
        """Do an inside operation now and return its result; None for an outside one, which becomes a job.

        Raises BusinessError for the error boundary event, and StepFault when the operation refuses.
        """
        operation = operations.get(name)
        if operation is None:
            raise self._fault(element_id, N_("There is no operation “%(operation)s”."), operation=name)
        if operation.run is None:
            return None
        try:
            return operation.run(self.context(token_id, element_id, self._member.data_now()), **params) or {}
        except operations.BpmnError as error:
            raise BusinessError(error.code) from None
        except Refusal as refusal:
            raise self._fault(element_id, refusal.sentence, **refusal.params) from None
        except TypeError as error:
            if error.__traceback__ is not None and error.__traceback__.tb_next is None:  # the call itself, not inside
                wrong = N_("The parameters do not fit the operation “%(operation)s”.")
                raise self._fault(element_id, wrong, operation=name) from None
            raise

    def decided(self, *, element_id: str, decision: str, rules: tuple[int, ...], inputs: Mapping[str, str]) -> None:
        """Log one evaluation of a decision: its rules and where its inputs came from."""
        member = self._member
        self._unit.decisions.append(
            Decided(
                at=self._unit.now,
                root_id=self._unit.root.id,
                instance_id=member.row.id,
                element_id=element_id,
                decision=decision,
                definition_id=member.known.id,
                rules=rules,
                inputs=dict(inputs),
            )
        )
        member.happened("decision.evaluated", element_id=element_id, decision=decision, rules=list(rules))

    @staticmethod
    def _fault(element_id: str, template: str, **params: Any) -> StepFault:
        return StepFault(element_id=element_id, name=element_id, template=template, params=params, kind="engine")
