"""Marks English sentences that are shown to people, so that the catalogs can translate them at the edge."""

from collections.abc import Mapping
from typing import Any, Self


def N_(sentence: str) -> str:
    """Return `sentence` unchanged; the catalog extractor finds it by this name."""
    return sentence


class Sentence(str):
    """A filled-in English sentence that is a place in another one: the edge translates `template` and `params` anew."""

    __slots__ = ("params", "template")

    def __new__(cls, template: str, params: Mapping[str, Any] | None = None) -> Self:
        """The sentence `template` with its places filled from `params`."""
        new = super().__new__(cls, template % dict(params) if params else template)
        new.template = template
        new.params = dict(params or {})
        return new

    template: str
    params: dict[str, Any]
