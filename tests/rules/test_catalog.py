"""Every sentence is German on screen: nothing untranslated, nothing translated with other places than its original."""

import re

from app import catalog

PLACES = re.compile(r"%\((\w+)\)[sd]")


def test_every_sentence_is_translated() -> None:
    known = catalog.read("de")
    missing = [
        f"{message.id} ({', '.join(f'{file}:{line}' for file, line in message.locations)})"
        for message in catalog.extracted()
        if message.id and not _translation(known, message.id)
    ]
    assert not missing, "Run `python -m app.i18n extract` and translate:\n" + "\n".join(missing)


def test_translations_keep_the_places() -> None:
    wrong = []
    for message in catalog.read("de"):
        if not message.id or not message.string:
            continue
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        places = {place for original in originals for place in PLACES.findall(original)}
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        wrong += [
            translation for translation in translations if not set(PLACES.findall(translation)) <= places | {"num"}
        ]
    assert not wrong


def test_no_translation_is_a_guess() -> None:
    assert not [message.id for message in catalog.read("de") if message.id and message.fuzzy]


def _translation(known: catalog.Catalog, message_id: object) -> bool:
    found = known.get(message_id)
    if found is None:
        return False
    return all(found.string) if isinstance(found.string, tuple) else bool(found.string)
