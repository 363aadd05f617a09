"""What a release says of its making."""

from pipelines.steps.provenance import provenance


def test_the_public_address_is_said_by_who_publishes(monkeypatch):
    monkeypatch.delenv("OBSERVATOIRE_ADRESSE", raising=False)
    assert provenance().address == ""
    monkeypatch.setenv("OBSERVATOIRE_ADRESSE", "https://cpts.example.org/")
    assert provenance().address == "https://cpts.example.org"


def test_the_vintages_of_the_reference_geography_are_named_with_their_licence():
    vintages = provenance().vintages
    assert [one.name for one in vintages] == [
        "Communes, intercommunalités et populations légales",
        "Contours des communes",
    ]
    assert all(one.vintage and one.origin and one.licence for one in vintages)
