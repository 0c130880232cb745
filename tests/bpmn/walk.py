"""Walks a shipped diagram with the real engine while everything around it is scripted: record, operations, calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from processes.engine import scope
from processes.engine.deadlines import CITY
from processes.engine.expressions import RecordView, evaluate
from processes.engine.spiff import Machine, TaskToken
from tests.bpmn.shipped import known_operations, model

#: What an operation gives back: values, or a function of its parameters.
Result = Any

#: Monday, 2 March 2026, 10 o'clock in Münster.
START = datetime(2026, 3, 2, 9, tzinfo=UTC)

#: What the operations give back unless a way says otherwise.
RESULTS: dict[str, Result] = {
    "eingang_anlegen": {"eingang_nr": "E-2026-0000001", "eingang_id": "e1", "rechtsprofil": "sgb12"},
    "personen_suchen": {"vorfall_az": None, "dubletten": 0},
    "fall_anlegen": {"az": "HP-2026-000001-5", "fall_id": "f1", "fachkraft": "falk"},
    "termin_anlegen": {
        "termin_id": "t1",
        "termin_nr": "T-7K3QW9ZD",
        "termin_beginn": "2026-03-09T09:00:00+00:00",
        "termin_erinnerung": "2026-03-05T08:00:00+00:00",
        "termin_kontrolle": "2026-03-09T09:15:00+00:00",
    },
    "termin_ergebnis": {"termin_ergebnis": "erschienen", "versaeumnisse": 0},
    "beratung_anlegen": {"beratung_id": "b1"},
    "bereiche_fuer": {"bereiche": ["einkommen", "wohnen", "gesundheit_seele"]},
    "profil_berechnen": {
        "score_min": 4,
        "problembereiche": 3,
        "abweichung_max": 2,
        "kindeswohl_hinweis": False,
        "suizid_hinweis": False,
        "gewalt_hinweis": False,
    },
    "plan_entwurf": {
        "plan_id": "p1",
        "plan_nr": "HP-2026-000001-5/P01",
        "anzahl_ziele": 2,
        "ziele_ohne_messgroesse": 0,
        "ziele_ohne_termin": 0,
        "etappen_ohne_beitrag_amt": 0,
        "max_etappe_tage": 90,
        "schritte_ohne_verantwortliche": 0,
        "zuversicht_min": 7,
        "kritischer_bereich_ohne_ziel": False,
        "kosten_zusage": 0,
    },
    "plan_aktivieren": {
        "plan_version": 1,
        "naechste_ueberpruefung": "2026-09-02T08:00:00+00:00",
        "etappengruppen": [1],
    },
    "naechste_gruppe": {"etappen": ["e1", "e2"], "gruppe_nr": 1},
    "planstand_eingaben": {
        "ziele_erreicht_prozent": 50,
        "plan_laufzeit_monate": 3,
        "leistungsbezug_ende": False,
        "person_beendet": False,
        "kontakt_verloren": False,
    },
    "ueberpruefung_speichern": {
        "ueberpruefung_id": "u1",
        "ziele_erreicht_prozent": 50,
        "plan_laufzeit_monate": 6,
        "leistungsbezug_ende": False,
        "person_beendet": False,
        "kontakt_verloren": False,
    },
    "plan_fortschreiben": {"naechste_ueberpruefung": "2027-03-02T08:00:00+00:00"},
    "plan_ruhen": {"ruhen_pruefen": "2026-09-02T21:59:59+00:00"},
    "etappe_starten": {
        "etappe_nr": 1,
        "etappe_faellig": "2026-06-30T21:59:59+00:00",
        "etappe_halbzeit": "2026-05-01T10:00:00+00:00",
        "schritte": ["s1", "s2"],
        "schritte_faellig": {"s1": "2026-03-16T22:59:59+00:00", "s2": "2026-04-01T21:59:59+00:00"},
    },
    "schritt_speichern": lambda schritt_id: {"schritt_offen": False},
    "kontakt_speichern": {"hilfe_noetig": False},
    "etappe_auswerten": {"verlaengerungen": 0},
    "etappe_verlaengern": {
        "etappe_faellig": "2026-08-25T21:59:59+00:00",
        "etappe_halbzeit": "2026-07-28T10:00:00+00:00",
        "schritte": ["s2"],
        "schritte_faellig": {"s2": "2026-08-25T21:59:59+00:00"},
        "verlaengerungen": 1,
    },
    "etappe_beenden": {"etappe_status": "erreicht"},
    "abschluss_speichern": {"nachsorge_einwilligung": True, "freigabe_noetig": False},
    "fall_schliessen": {"fall_ende": "2026-03-02T09:00:00+00:00", "fall_status": "nachsorge", "offene_aufgaben": 0},
    "nachsorge_speichern": {"hilfe_gewuenscht": False, "wieder_leistung": "nein", "nachsorge_beenden": False},
}


def result(operation: str, **more: Any) -> dict[str, Any]:
    """What an operation gives back by default, with some values otherwise."""
    return {**RESULTS[operation], **more}


@dataclass
class Entry:
    """A row of the record."""

    id: int
    form: str
    element_id: str
    instance_id: str
    answers: dict[str, Any]


@dataclass
class Walk:
    """One instance of a shipped process; saved and loaded anew after every step, as in production."""

    key: str
    data: dict[str, Any] = field(default_factory=dict)
    record: dict[str, dict[str, Any]] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)
    now: datetime = START
    message: str | None = None

    def __post_init__(self) -> None:
        self.rows = [
            Entry(n, form, form, "elsewhere", answers) for n, (form, answers) in enumerate(self.record.items())
        ]
        self.operations: list[tuple[str, dict[str, Any]]] = []
        self.decisions: list[tuple[str, tuple[int, ...]]] = []
        self.thrown: list[tuple[str, Any]] = []
        self.passed: list[str] = []
        self.model = model(self.key)
        self.machine = Machine.start(
            self.model, self, data={"az": "HP-2026-000001-5", **self.data}, message=self.message
        )
        self._settle()

    # The environment of the machine

    def names(self) -> dict[str, Any]:
        return scope.names(
            record=RecordView(self.rows, ["here"]),
            business_key="HP-2026-000001-5",
            instance="here",
            now=self.now,
            data={},
        )

    def operation(self, name: str, params: dict[str, Any], *, token_id: UUID, element_id: str) -> dict[str, Any] | None:
        known = known_operations()[name]
        assert set(params) <= set(known.parameters), f"{element_id}: {name} does not take {sorted(params)}"
        if known.kind == "outside":
            return None
        self.operations.append((name, params))
        result = self.results.get(name, RESULTS.get(name, {}))
        return dict(result(**params) if callable(result) else result)

    def decided(self, *, element_id: str, decision: str, rules: tuple[int, ...], inputs: dict[str, str]) -> None:
        self.decisions.append((decision.partition("_")[0], rules))

    # What happens

    def do(self, element_id: str, answers: Mapping[str, Any] | None = None, **item: Any) -> "Walk":
        """A person completes the open task `element_id` (of several: the one with this item in its data)."""
        task = self.task(element_id, **item)
        form = (task.form or element_id).partition("_")[0] if task.form else element_id
        self.rows.append(Entry(1000 + len(self.rows), form, element_id, "here", dict(answers or {})))
        self.machine.complete_task(task.id, {})
        return self._settle()

    def task(self, element_id: str, **item: Any) -> TaskToken:
        """The open task with this element."""
        for task in self.machine.tasks():
            if task.element_id == element_id and all(task.data.get(name) == value for name, value in item.items()):
                return task
        raise AssertionError(f"{element_id} {item} is not open, but {self.open}")

    def due(self, element_id: str, **item: Any) -> Any:
        """The due date of an open task, by its property."""
        task = self.task(element_id, **item)
        source = task.properties["frist"]
        if source.startswith("frist."):
            source = f'frist(jetzt(), "{source}")'
        return evaluate(source, {**task.data, **self.names()})

    def send(self, operation: str, error: str | None = None, **result: Any) -> "Walk":
        """The job of an outside operation is done, or ends with a BPMN error."""
        for job in self.machine.jobs():
            if job.operation == operation:
                self.operations.append((operation, job.parameters()))
                if error is not None:
                    assert self.machine.raise_error(job.id, error), f"nothing catches {error} of {operation}"
                else:
                    self.machine.complete_service(job.id, result)
                return self._settle()
        raise AssertionError(f"no job for {operation}, but {self.jobs}")

    def returned(self, element_id: str, outputs: Mapping[str, Any] | None = None, **inputs: Any) -> "Walk":
        """The process called at `element_id` (of several: the one with these inputs) has ended with `outputs`."""
        for call in self.machine.calls():
            if call.element_id == element_id and all(call.inputs.get(name) == value for name, value in inputs.items()):
                self.machine.complete_call(call.id, dict(outputs or {}))
                return self._settle()
        raise AssertionError(f"{element_id} {inputs} is not called, but {self.calls}")

    def get(self, name: str, payload: Mapping[str, Any] | None = None) -> "Walk":
        """A message comes."""
        for wait in self.machine.waits():
            if wait.message == name:
                assert self.machine.deliver_message(wait.token_id, name, dict(payload or {}))
                return self._settle()
        raise AssertionError(f"nobody waits for {name}, but for {self.messages}")

    def at(self, moment: str | datetime) -> "Walk":
        """Time passes: to a moment (city time when it names no offset)."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
        self.now = moment.replace(tzinfo=moment.tzinfo or CITY).astimezone(UTC)
        return self._settle()

    def _settle(self) -> "Walk":
        self.machine.run()
        self.thrown += [(event.name, event.payload) for event in self.machine.thrown()]
        self.passed += [left.element_id for left in self.machine.passed() if left.state == "completed"]
        if not self.machine.completed:
            self.machine = Machine.load(self.model, self.machine.dump(), self)
        return self

    # What is there

    @property
    def open(self) -> list[str]:
        """The elements of open tasks."""
        return sorted(task.element_id for task in self.machine.tasks())

    @property
    def jobs(self) -> list[str]:
        """The operations that wait for their job."""
        return sorted(job.operation for job in self.machine.jobs())

    @property
    def calls(self) -> list[str]:
        """The call activities that wait."""
        return sorted(call.element_id for call in self.machine.calls())

    @property
    def messages(self) -> list[str]:
        """The messages that are waited for."""
        return sorted(wait.message for wait in self.machine.waits() if wait.message)

    @property
    def timers(self) -> dict[str, datetime]:
        """When the timers are due, by element."""
        return {wait.element_id: wait.due_at for wait in self.machine.waits() if wait.due_at is not None}

    def inputs(self, element_id: str) -> dict[str, Any]:
        """What the process called at this element was given."""
        return next(call.inputs for call in self.machine.calls() if call.element_id == element_id)

    def done(self, operation: str) -> list[dict[str, Any]]:
        """The parameters with which an operation was called."""
        return [params for name, params in self.operations if name == operation]

    def ends_with(self, element_id: str) -> "Walk":
        """The process is over and went through this end event."""
        assert self.machine.completed, (self.open, self.calls, self.jobs, list(self.timers), self.messages)
        assert element_id in self.passed
        return self
