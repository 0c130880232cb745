"""What must hold across a whole form before it may be used: keys, conditions, expressions, proposals."""

from collections.abc import Iterable

from processes.engine import expressions
from processes.engine.forms.components import REASON, Component, Field, Form, Group, Rows
from processes.errors import Problem
from processes.words import N_

#: Properties that hold an expression, in the order in which they are reported.
EXPRESSIONS = ("vorbelegung", "vorschlag", "berechnet", "pruefung", "pflicht_wenn", "hinweis_wenn")
_YES_NO = {"ja", "nein", "true", "false"}
_SCALE = {*(str(number) for number in range(11)), "keine_angabe"}


def check_form(form: Form) -> list[Problem]:
    """Problems of a form whose components are each fine by themselves."""
    problems: list[Problem] = []
    problems += _scope(form.components, frozenset())
    for component in form.everything():
        problems += _expressions(component)
        if isinstance(component, Field):
            problems += _choices(component)
        if isinstance(component, Rows):
            problems += _rows(component)
    for path, component in form.fields.items():
        if isinstance(component, Field) and component.setting("vorschlag"):
            problems += _proposal(path, component, form)
    return problems


def _scope(components: Iterable[Component], around: frozenset[str]) -> list[Problem]:
    """Keys may be there once in their scope, conditions may name what is in it or around it."""
    problems: list[Problem] = []
    here = list(_members(components))
    keys: set[str] = set()
    for component, _ in here:
        key = _key(component)
        if key and key in keys:
            problems.append(
                Problem(
                    element_id=component.id,
                    template=N_("There are two fields with the key “%(key)s”."),
                    params={"key": key},
                )
            )
        if key:
            keys.add(key)
    known = around | keys
    for component, inner in here:
        unknown = sorted(component.hide.names - known) if component.hide else []
        problems += [
            Problem(
                element_id=component.id,
                template=N_("The condition of “%(label)s” names “%(name)s”, which is no field of this form."),
                params={"label": component.label or component.id, "name": name},
            )
            for name in unknown
        ]
        if inner:
            problems += _scope(inner, known)
    return problems


def _members(components: Iterable[Component]) -> Iterable[tuple[Component, tuple[Component, ...]]]:
    """The components of one scope, each with those of the scope it opens."""
    for component in components:
        if isinstance(component, Group) and not component.path:
            yield component, ()
            yield from _members(component.components)
        elif isinstance(component, Group | Rows):
            yield component, component.components
        else:
            yield component, ()


def _key(component: Component) -> str:
    if isinstance(component, Field | Rows):
        return component.key
    return component.path if isinstance(component, Group) else ""


def _expressions(component: Component) -> list[Problem]:
    problems = []
    for name in EXPRESSIONS:
        source = component.setting(name)
        if not source:
            continue
        try:
            expressions.check(source)
        except expressions.ExpressionError as error:
            problems.append(Problem(element_id=component.id, template=error.template, params=error.params))
    if component.setting("hinweis_wenn") and not component.setting("hinweis"):
        problems.append(
            Problem(
                element_id=component.id,
                template=N_("“%(label)s” says when to warn, but not what the warning is (property “hinweis”)."),
                params={"label": component.label or component.id},
            )
        )
    return problems


def _choices(field: Field) -> list[Problem]:
    allowed = {"scale10": _SCALE, "bool": _YES_NO}.get(field.kind)
    if allowed is None or not field.choices or set(field.by_text) <= allowed:
        return []
    return [
        Problem(
            element_id=field.id,
            template=N_("“%(label)s” may only have these values: %(values)s."),
            params={"label": field.label, "values": ", ".join(sorted(allowed))},
        )
    ]


def _proposal(path: str, field: Field, form: Form) -> list[Problem]:
    if "[]" in path:
        template = N_("“%(label)s” is in a list and cannot have a proposal; use “vorbelegung” of the list.")
        return [Problem(element_id=field.id, template=template, params={"label": field.label})]
    wanted = field.setting("grund_feld") or REASON
    if isinstance(form.fields.get(wanted), Field):
        return []
    template = N_("“%(label)s” has a proposal, so the form needs the field “%(reason)s”.")
    return [Problem(element_id=field.id, template=template, params={"label": field.label, "reason": wanted})]


def _rows(rows: Rows) -> list[Problem]:
    if any(isinstance(component, Field | Rows | Group) for component in rows.components):
        return []
    return [
        Problem(
            element_id=rows.id,
            template=N_("The list “%(label)s” has no fields."),
            params={"label": rows.label or rows.id},
        )
    ]
