"""A publisher who is asked knows whom to write to."""

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from spiders.clock import REHEARSAL
from spiders.collect import collect
from spiders.contact import CONTACT, NoContact, required_contact, user_agent


@pytest.fixture(autouse=True)
def nobody(monkeypatch):
    monkeypatch.delenv(CONTACT, raising=False)
    monkeypatch.delenv(REHEARSAL, raising=False)


@pytest.mark.parametrize("said", ["contact@exemple.org", "https://exemple.org/qui-sommes-nous"])
def test_the_contact_is_in_the_user_agent(monkeypatch, said):
    monkeypatch.setenv(CONTACT, f" {said} ")
    assert required_contact() == said
    assert user_agent().endswith(f"(+{said})")


@pytest.mark.parametrize("said", ["", "moi", "a@b\r\nX: y", "https://", "a b@c.fr"])
def test_what_is_no_address_answers_for_nothing(monkeypatch, said):
    monkeypatch.setenv(CONTACT, said)
    with pytest.raises(NoContact, match=CONTACT):
        required_contact()
    assert user_agent() == "observatoire-cpts/0.1"


def test_a_rehearsal_asks_nobody(monkeypatch):
    monkeypatch.setenv(REHEARSAL, "1")
    assert required_contact() == ""


def test_no_live_crawl_starts_without_it(tmp_path, monkeypatch):
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    with pytest.raises(NoContact):
        collect(["ars-bretagne"], "live")
    for command in (["run", "--live"], ["collect", "ars-bretagne", "--live"]):
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 2 and CONTACT in result.output and "Traceback" not in result.output
    for command in (["sources", "check", "ars-bretagne"], ["sources", "probe", "https://exemple.org/cpts"]):
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 1 and CONTACT in result.output
