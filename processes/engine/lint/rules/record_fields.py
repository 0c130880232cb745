"""What expressions read of a form is a field of it."""

import re
from collections.abc import Iterator

from processes.engine.lint import places
from processes.engine.lint.model import Model, problem
from processes.errors import Problem
from processes.words import N_

RULE = N_("What an expression reads of a form of the same deployment is a field of that form.")
UNKNOWN = N_("“%(name)s” reads record.%(form)s.%(field)s, but the form %(form)s has no such field.")
DECISION = N_("The decision “%(decision)s” reads record.%(form)s.%(field)s, but the form %(form)s has no such field.")
READ = re.compile(r"\brecord\.(\w+)\.(\w+)")


def check(model: Model) -> Iterator[Problem]:
    """Reads of fields that do not exist would silently give nothing."""
    fields = _fields(model)
    if not fields:
        return
    for place in places.places(model):
        for form, field in _wrong(place.source, fields):
            yield problem(place.element, UNKNOWN, form=form, field=field)
    for decision in model.decisions:
        for one in decision.inputs:
            for form, field in _wrong(one.expression, fields):
                params = {"decision": decision.name, "form": form, "field": field}
                yield Problem(element_id=one.id, template=DECISION, params=params)


def _wrong(source: str, fields: dict[str, set[str]]) -> list[tuple[str, str]]:
    return [(form, field) for form, field in READ.findall(source) if form in fields and field not in fields[form]]


def _fields(model: Model) -> dict[str, set[str]]:
    """The first part of every field's path, by form id."""
    return {form.id: {re.split(r"[.\[]", path)[0] for path in form.fields} for form in model.own_forms.values()}
