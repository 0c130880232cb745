"""The four ways a command says no, each carrying a sentence that can be translated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from processes.words import N_


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong, at one element of a model or one field of a form.

    `template` is an English sentence with `%(name)s` places, `params` fills them. Neither holds what a person typed
    into a form.
    """

    element_id: str
    template: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % dict(self.params) if self.params else self.template


class Refusal(Exception):
    """A command says no; the sentence is what the person reads, translated at the edge."""

    template: ClassVar[str] = N_("This is not possible.")

    def __init__(self, template: str | None = None, **params: Any) -> None:
        self.sentence = template or self.template
        self.params = params
        super().__init__(self.sentence % params if params else self.sentence)


class NotFound(Refusal):
    """Does not exist, or this person may not see it: both look the same."""

    template = N_("This does not exist, or you may not see it.")


class NotAllowed(Refusal):
    """The person sees it but may not do this with it."""

    template = N_("You may not do this.")


class Conflict(Refusal):
    """Somebody or something was faster. `by` is a sign-in name, `at` an aware UTC time."""

    template = N_("Somebody else has changed this in the meantime.")

    def __init__(
        self, template: str | None = None, *, by: str | None = None, at: datetime | None = None, **params: Any
    ) -> None:
        super().__init__(template, **({"by": by} if by else {}), **params)
        self.by = by
        self.at = at


class Invalid(Refusal):
    """What was given is not valid: `fields` maps a field's path to its problem, `problems` names elements."""

    template = N_("Please correct the marked fields.")

    def __init__(
        self,
        template: str | None = None,
        *,
        fields: Mapping[str, "Problem"] | None = None,
        problems: tuple["Problem", ...] = (),
        **params: Any,
    ) -> None:
        super().__init__(template, **params)
        self.fields = dict(fields or {})
        self.problems = problems
