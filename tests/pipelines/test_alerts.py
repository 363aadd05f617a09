"""Whoever keeps the observatory hears of a failure, by mail and by webhook; here both are on the loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email import message_from_bytes

import dagster as dg
import pytest

from pipelines.alerts import ADDRESSES, LONGEST, alert
from tests.support.listener import listening


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """What the mail server and the webhook of the observatory received."""
    with listening() as (where, mails, hooks):
        monkeypatch.setenv(ADDRESSES, where)
        yield mails, hooks


def read(mail: bytes) -> str:
    parts = [one.get_payload(decode=True) for one in message_from_bytes(mail).walk() if not one.is_multipart()]
    return b"".join(parts).decode("utf-8")


def test_an_alert_comes_by_mail_and_by_webhook(told):
    mails, hooks = told
    assert alert("Observatoire des CPTS : livraison 2027-01-04", ["En panne : Agence (est), serveur en erreur (503)"])
    assert "En panne : Agence (est)" in read(mails[0])
    said = json.loads(hooks[0])
    assert (said["title"], said["message"]) == (
        "Observatoire des CPTS : livraison 2027-01-04",
        "En panne : Agence (est), serveur en erreur (503)",
    )


def test_nothing_to_say_or_nobody_to_tell_sends_nothing(told, monkeypatch):
    assert not alert("Observatoire", [])
    monkeypatch.delenv(ADDRESSES)
    assert alert("Observatoire", ["En panne"])
    assert told == ([], [])


def test_an_alert_that_does_not_arrive_stops_nothing_and_tells_no_password(monkeypatch, caplog):
    monkeypatch.setenv(ADDRESSES, "json://garde:secret@127.0.0.1:9/ inconnu://quelque-part")
    assert not alert("Observatoire : échec", ["x" * 2 * LONGEST])
    said = [one.getMessage() for one in caplog.records if one.name == "observatoire"]
    assert said == [f"an alert did not reach every address of {ADDRESSES}: Observatoire : échec"]


def test_a_run_that_cannot_begin_is_an_alert(told, tmp_path, monkeypatch):
    from pipelines.cli.runner import run_week

    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "nord.toml").write_text("delay = ", encoding="utf-8")
    monkeypatch.setenv("OBSERVATOIRE_CARDS", str(tmp_path / "cards"))
    with pytest.raises(ValueError, match=r"nord\.toml"):
        run_week("live")
    (said,) = map(json.loads, told[1])
    assert "n'a pas pu commencer" in said["title"] and "nord.toml" in said["message"]


def test_the_jobs_whose_steps_are_told_of_are_those_of_the_graph():
    from pipelines.assets.operating import HOOKED
    from pipelines.definitions import defs

    assert {one.name for one in defs().resolve_all_job_defs() if one.hook_defs} == HOOKED


def test_a_step_that_fails_is_an_alert(told, tmp_path, monkeypatch):
    from pipelines.definitions import defs

    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    job = defs().resolve_job_def("publier")
    done = job.execute_in_process(instance=dg.DagsterInstance.ephemeral(), raise_on_error=False)
    assert not done.success
    (said,) = map(json.loads, told[1])
    assert said["title"] == "Observatoire des CPTS : échec de l'étape release" and "is not built" in said["message"]


@pytest.mark.parametrize("kind", ["killed", "a step failed", "told already", "of the interface"])
def test_a_run_whose_process_died_is_an_alert_once(told, kind):
    from pipelines.assets.operating import tell_of_death
    from pipelines.instance import TOLD

    @dg.op
    def broken():
        raise ValueError("its hook tells of it")

    @dg.job(name="__ASSET_JOB" if kind == "of the interface" else "semaine")
    def job():
        broken()

    with dg.instance_for_test() as instance:
        if kind in ("a step failed", "of the interface"):
            run = job.execute_in_process(instance=instance, raise_on_error=False).dagster_run
        else:
            run = instance.create_run_for_job(job, tags={TOLD: "oui"} if kind == "told already" else {})
            instance.report_run_failed(run, "Run execution process unexpectedly exited with exit code -9.")
        (event,) = instance.get_records_for_run(run.run_id, of_type=dg.DagsterEventType.RUN_FAILURE).records
        context = dg.build_run_status_sensor_context(
            "execution_morte", event.event_log_entry.get_dagster_event(), instance, run
        )
        tell_of_death(context.for_run_failure())
    said = [json.loads(one) for one in told[1]]
    if kind == "killed":
        (one,) = said
        assert one["title"] == "Observatoire des CPTS : l'exécution semaine s'est arrêtée sans finir"
        assert "exit code -9" in one["message"] and run.run_id in one["message"]
    elif kind == "of the interface":
        (one,) = said
        assert "lancée dans l'interface" in one["title"] and "Étapes en échec : broken." in one["message"]
    else:
        assert not said
