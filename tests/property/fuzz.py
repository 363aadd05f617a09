"""Coverage-guided bytes for every reader, with and without a card: `python -m tests.property.fuzz -max_total_time=60`.

Needs `atheris`, which has wheels for Linux alone and so is in no lock: `pip install atheris`. What it finds is written
beside, as `crash-…`; a reader that fails on some bytes is a fault, whatever alarm hides it.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["spiders.extract", "lexicon", "spiders.document"]):
    # readers are imported where they are used; here they must be there before the first bytes
    from spiders.document import Document
    from spiders.extract.model.source import SourceContext
    from spiders.extract.read import read
    from spiders.instructions import ExtractRules

# what each kind of document begins with, so that the bytes reach its reader
BEGINNINGS = {
    "text/html": b"<html><body><main><h1>Les CPTS</h1>",
    "application/json": b'{"features": [{"properties": {"nom": "CPTS du Lac", "x": ',
    "text/csv": b"Nom;Statut\nCPTS du Lac;",
    "application/xml": b"<?xml version='1.0'?><liste><cpts><nom>CPTS du Lac</nom>",
    "text/plain": b"La CPTS du Lac ",
}
RULES = ExtractRules.model_validate({"rows": "li", "fields": {"name": "b", "territory_text": "i"}})
CONTEXTS = (SourceContext(kind="ars", regions=("84",)), SourceContext(kind="cpts", rules=RULES))


def one(data: bytes) -> None:
    kinds = list(BEGINNINGS)
    kind = kinds[data[0] % len(kinds)] if data else "text/plain"
    context = CONTEXTS[data[1] % len(CONTEXTS)] if len(data) > 1 else CONTEXTS[0]
    found = read(Document("https://a.example/cpts", BEGINNINGS[kind] + data[2:], kind), context)
    failed = [alarm.detail for alarm in found.alarms if "a échoué" in alarm.detail]
    if failed:
        raise AssertionError(failed[0])


if __name__ == "__main__":
    atheris.Setup([*sys.argv, "-max_len=4000"], one)
    atheris.Fuzz()
