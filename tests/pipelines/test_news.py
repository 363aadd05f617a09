"""What a release has that the one before had not: failures, returns, names of alarms."""

from pipelines.steps.news import news


def tables(*sources, alarms=()):
    return {
        "sources": [
            {"source_id": one, "titre": f"Page {one}", "etat": state, "cause": "serveur en erreur (503)"}
            for one, state in sources
        ],
        "alarmes": [{"source_id": one, "alarme": name, "detail": "trois mentions"} for one, name in alarms],
    }


def test_only_what_was_not_there_before_is_news():
    before = tables(("est", "a_jour"), ("nord", "en_panne"), ("sud", "en_panne"), alarms=[("est", "CountMismatch")])
    now = tables(
        ("est", "degradee"),
        ("nord", "a_jour"),
        ("sud", "en_panne"),
        ("ouest", "en_panne"),
        alarms=[("est", "CountMismatch"), ("est", "UnknownStatus"), ("est", "UnknownStatus"), ("ouest", "FetchFailed")],
    )
    assert news(now, before) == [
        "En panne : Page ouest (ouest), serveur en erreur (503)",
        "De retour : Page nord (nord)",
        "Alarme UnknownStatus : Page est (est), trois mentions",
    ]
    assert news(now, now) == [] and news(now, None) == []
