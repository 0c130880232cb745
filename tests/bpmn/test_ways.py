"""Every way through every shipped process, with the real engine and tables; together they pass every element."""

import importlib

import pytest

from tests.bpmn.shipped import KEYS, model
from tests.bpmn.walk import Walk
from tests.bpmn.ways import WAYS, starter

MODULES = {
    "hilfeplan_fall": "way_fall",
    "erstantrag_eingang": "way_eingang",
    "beratung_assessment": "way_beratung",
    "hilfeplan_aufstellen": "way_aufstellen",
    "etappe": "way_etappe",
    "ueberpruefung": "way_ueberpruefung",
    "abschluss_nachsorge": "way_abschluss",
    "termin": "way_termin",
}
for module in MODULES.values():
    pytest.register_assert_rewrite(f"tests.bpmn.{module}")
    importlib.import_module(f"tests.bpmn.{module}")


@pytest.mark.parametrize("key, name", [(key, name) for key, ways in WAYS.items() for name in ways])
def test_way(key: str, name: str) -> None:
    WAYS[key][name](starter(key, []))


@pytest.mark.parametrize("key", KEYS)
def test_ways_pass_every_element(key: str) -> None:
    walks: list[Walk] = []
    for each in WAYS[key].values():
        each(starter(key, walks))
    passed = {element for walk in walks for element in walk.passed}
    assert {element.id for element in model(key).elements} - passed == set()
