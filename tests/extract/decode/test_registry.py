"""One registry says who decodes a kind of document, one who reads a shape of data."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from spiders.document import Document
from spiders.extract.decode import data
from spiders.extract.decode.data import shapes
from spiders.extract.decode.registry import DECODERS, decoder_of
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read


@pytest.mark.parametrize("kind", DECODERS)
def test_each_kind_has_a_decoder_that_exists(kind: str) -> None:
    assert callable(decoder_of(kind))


def test_a_kind_that_nothing_decodes_is_an_alarm() -> None:
    assert decoder_of("binary") is None
    found = read(Document("https://www.exemple.fr/cpts", b"\x00\x01\x02\x03" * 50), SourceContext("essai", "ars"))
    assert [one.name for one in found.alarms] == ["WrongType"] and not found.listings


def test_each_module_that_recognises_a_shape_is_in_the_registry() -> None:
    names = [path.stem for path in Path(data.__path__[0]).glob("*.py")]
    modules = [import_module(f"{data.__name__}.{name}") for name in names]
    knowing = {told for one in modules for name, told in vars(one).items() if name.startswith("recognises")}
    registered = {shape.recognises for shape in (*shapes.JSON, *shapes.XML)}
    assert knowing == registered and len(knowing) >= 10
