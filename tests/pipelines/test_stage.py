"""The ladder: what several statements on the stage say together, whatever the order of the input."""

import itertools
import json
from datetime import date

import pytest

from pipelines.steps.ground import ground
from pipelines.steps.stage import age_in_months, decide, proved, statement

KINDS = {"agence": "ars", "journal": "presse", "site": "cpts", "federation": "federation"}
ROW = "/html/body/table/tr[3]"
PROSE = "/html/body/div/p[2]"
STAGES = ("emergence", "lettre_intention", "projet_valide", "aci_signe")


def said(stage, rule, source="agence", page=None, place=PROSE, reconstruction=True, **told):
    """What one page says; `rule`: the rule that read it, `told`: what the claim tells beside the stage."""
    return {
        "preuve_id": f"{source}-{stage}-{rule}-{page}",
        "mention_id": f"{source}-{page}-{rule}",
        "propriete": "statut",
        "valeur": stage,
        "texte": "…",
        "regle": rule,
        "regle_lecture": "phrase.nomme",
        "donnees": json.dumps(told),
        "source_id": source,
        "localisation": place,
        "date_page": page,
        "releve_le": "2026-11-22",
        "lu_depuis": "2026-11-22",
        "confirme_le": "2026-11-22",
        "reconstruction": reconstruction,
    }


def act(claim, nature, day):
    """The day of an act, told in the words of a claim."""
    told = {"evenement": nature, "precision": "jour", "jour_incompatible": False, "prevu": False}
    return claim | {"propriete": "date", "valeur": day, "regle": "jour_mois", "donnees": json.dumps(told)}


def published(*claims, dates=()):
    """Stage and source of what is published, the same in any order."""
    found = set()
    for order in itertools.permutations(claims):
        chosen, _ = decide([statement(one, dates, KINDS[one["source_id"]]) for one in order], KINDS)
        found.add((chosen.stage, chosen.claim["source_id"]) if chosen else (None, None))
    assert len(found) == 1
    return found.pop()


def signed(page=None, **options):
    return said("aci_signe", "aci.signature", page=page, **options)


def validated(page=None, **options):
    return said("projet_valide", "projet_de_sante.validation", page=page, **options)


def not_signed(page=None, **options):
    return said(None, "aci.signature.negation_avant", page=page, nie=["aci_signe"], **options)


@pytest.mark.parametrize(
    ("claim", "kind", "expected"),
    [
        (signed(), "presse", "acte"),
        (validated(), "ars", "acte"),
        (said("lettre_intention", "lettre_d_intention.depot"), "cpts", "acte"),
        (said("aci_signe", "contractualise"), "urps", "acte"),
        (said("projet_valide", "projet.validation", place=ROW), "ars", "liste_officielle"),
        (said("aci_signe", "cpts_signee", place="entité 3 (AMBU_CPTS.3)"), "national", "liste_officielle"),
        (said("aci_signe", "liste_officielle.en_activite"), "ars", "liste_officielle"),
        (said("projet_valide", "projet.validation", classe=True), "ars", "liste_officielle"),
        (said("projet_valide", "projet.validation", place=ROW), "urps", "acte"),
        (said("aci_signe", "contrat_tripartite.signature", place="pmej 12, ege 750000001"), "national", "registre"),
        (said("lettre_intention", "projet_de_sante.redaction"), "cpts", "declaration"),
        (said("lettre_intention", "cpts.construction"), "ars", "declaration"),
        (said("lettre_intention", "cpts.construction"), "presse", "deduit"),
        (said("aci_signe", "avenant.signature"), "ars", "deduit"),
        (said("projet_valide", "contrat_territorial_de_sante.signature"), "urps", "deduit"),
        (said("projet_valide", "aci.signature.avant_l_aci"), "cpts", "deduit"),
        (said("projet_valide", "aci.attente_de_signature"), "federation", "deduit"),
        (said("emergence", "lettre_d_intention.depot.futur_apres"), "cpts", "declaration"),
    ],
)
def test_what_a_stage_rests_on(claim, kind, expected):
    assert ground(claim, kind) == expected


def test_a_row_of_an_official_list_that_gives_the_day_of_the_act_names_the_act():
    assert ground(signed(place=ROW), "ars", dated=True) == "acte"


def test_a_day_without_a_year_names_the_act_and_dates_nothing():
    claim = said("aci_signe", "cpts_signee", classe=True)
    told = statement(claim, [act(claim, "signature_aci", "--10-24")], "assurance_maladie")
    assert (told.ground, told.since, told.day) == ("acte", None, None)
    assert statement(claim, [], "assurance_maladie").ground == "liste_officielle"


def test_an_earlier_stage_told_later_lowers_nothing():
    assert published(signed("2022-01"), validated("2024-01", source="journal")) == ("aci_signe", "agence")


def test_a_later_denial_on_as_good_a_ground_wins():
    denial = said("projet_valide", "projet_de_sante.validation", "site", "2024-01", nie=["aci_signe"])
    assert published(signed("2022-01"), denial) == ("projet_valide", "site")


def test_a_later_denial_on_a_weaker_ground_does_not():
    denial = said("projet_valide", "aci.attente_de_signature", "journal", "2023-06", nie=["aci_signe"])
    assert published(signed("2022-01"), denial) == ("aci_signe", "agence")


def test_unless_the_stronger_ground_is_over_two_years_older():
    denial = said("projet_valide", "aci.attente_de_signature", "journal", "2024-03", nie=["aci_signe"])
    assert published(signed("2022-01"), denial) == ("projet_valide", "journal")


def test_a_denial_that_is_not_later_undoes_nothing():
    assert published(signed("2022-01"), not_signed("2021-06")) == ("aci_signe", "agence")
    assert published(signed("2022-01"), not_signed("2022")) == ("aci_signe", "agence")


def test_an_undated_statement_never_beats_a_dated_one_of_the_same_ground():
    assert published(signed(source="journal"), validated("2025-12")) == ("projet_valide", "agence")


def test_nor_one_of_a_stronger_ground():
    undated = said("aci_signe", "avenant.signature", "journal")
    assert published(undated, validated("2025-12")) == ("projet_valide", "agence")


def test_but_it_beats_a_weaker_one():
    deduced = said("lettre_intention", "cpts.construction", "journal", "2025-12")
    assert published(signed(), deduced) == ("aci_signe", "agence")


def test_between_undated_statements_what_is_denied_on_as_good_a_ground_is_not_proved():
    awaited = said("projet_valide", "projet_de_sante.validation", "site", nie=["aci_signe"])
    assert published(signed(), awaited) == ("projet_valide", "site")


def test_activity_in_a_newspaper_is_no_stage():
    active = said(None, "en_activite", "journal", "2024-04", activite=True)
    assert published(active, validated("2025-12")) == ("projet_valide", "agence")


def test_the_strongest_ground_is_quoted_then_the_dated_then_the_newest():
    assert published(signed(), signed("2021-01", source="journal")) == ("aci_signe", "journal")
    assert published(signed("2021-01"), signed("2023-01", source="journal")) == ("aci_signe", "journal")
    listed = said("aci_signe", "cpts_signee", page="2025-01", place=ROW)
    assert published(listed, signed("2021-01", source="journal")) == ("aci_signe", "journal")


def ended(page=None, **options):
    return said("cessee", "dissolution", page=page, fin="dissolution", **options)


def test_an_end_wins_when_nothing_later_contradicts_it():
    assert published(signed("2022-05"), ended("2024-01", source="journal")) == ("cessee", "journal")
    assert published(signed("2024-01"), ended("2024-01", source="journal")) == ("cessee", "journal")


def test_an_old_end_does_not_undo_a_later_signature():
    assert published(ended("2020-01"), signed("2023-01", source="journal")) == ("aci_signe", "journal")


def test_an_undated_end_does_not_undo_a_dated_stage_of_the_same_ground():
    assert published(ended(source="journal"), signed("2023-01")) == ("aci_signe", "agence")


def test_a_refusal_of_the_whole_leaves_no_stage():
    refusal = said(None, "opposition", "journal", "2024-01", nie=STAGES, fin="refus")
    assert published(refusal) == (None, "journal")
    assert published(validated("2022-01"), refusal) == (None, "journal")
    assert published(refusal, validated("2025-01")) == ("projet_valide", "agence")


def test_a_list_that_was_really_read_is_dated_by_its_reading():
    row = said("projet_valide", "projet.validation", place=ROW, reconstruction=False)
    assert (statement(row, [], "ars").day, statement(row, [], "ars").nature) == ("2026-11-22", "releve")
    assert statement(row | {"reconstruction": True}, [], "ars").day is None
    assert statement(row | {"localisation": PROSE}, [], "ars").day is None


@pytest.mark.parametrize(
    ("day", "months"),
    [
        ("2026-11-22", 0),
        ("2026-10-23", 0),
        ("2026-10-22", 1),
        ("2019-03", 91),
        ("2019", 82),
        ("2027-01", 0),
        (None, None),
    ],
)
def test_an_age_is_never_more_than_is_known(day, months):
    assert age_in_months(day, date(2026, 11, 22)) == months


def test_an_association_declared_after_a_dissolution_begins_anew():
    end, list_of_2021 = ended("2022-05"), validated("2021-03", source="site")
    dissolved, created = act(end, "dissolution", "2022-04-20"), act(signed(), "creation_association", "2024-09-03")
    assert published(end, dates=[dissolved]) == ("cessee", "agence")
    assert published(end, dates=[dissolved, created]) == (None, None)
    assert published(end, list_of_2021, dates=[dissolved, created]) == ("projet_valide", "site")
    assert published(end, dates=[dissolved, act(signed(), "creation_association", "2019")]) == ("cessee", "agence")
    merged = said("cessee", "fusion", page="2022-05", fin="fusion")
    assert published(merged, dates=[act(merged, "fusion", "2022-04-20"), created]) == ("cessee", "agence")


def test_an_act_recalled_after_the_end_does_not_undo_it():
    end, recall = ended("2023-10", source="journal"), signed("2025-03")
    signature = act(recall, "signature_aci", "2021-02-08")
    assert published(end, recall, dates=[signature]) == ("cessee", "journal")
    assert published(end, recall, dates=[act(end, "dissolution", "2023-09-30"), signature]) == ("cessee", "journal")


def test_nor_a_recalled_end_a_later_act():
    end, signature = ended("2025-06", source="journal"), signed("2024-03")
    days = [act(end, "dissolution", "2022-12-31"), act(signature, "signature_aci", "2024-02-20")]
    assert published(end, signature, dates=days) == ("aci_signe", "agence")


def test_a_list_that_files_it_with_the_day_of_its_act_still_says_so():
    end, row = ended("2023-10", source="journal"), signed("2025-03", place=ROW)
    assert published(end, row, dates=[act(row, "signature_aci", "2021-02-08")]) == ("aci_signe", "agence")


def test_a_denial_older_than_the_page_that_tells_the_act_undoes_nothing():
    told = signed("2025-03", source="journal")
    assert published(not_signed("2023-06"), told, dates=[act(told, "signature_aci", "2021-02-08")]) == (
        "aci_signe",
        "journal",
    )


def test_what_is_deduced_hides_nothing_that_is_proved():
    deduced, act_named = said("aci_signe", "avenant.signature", "journal", "2024-06"), validated("2025-11")
    statements = [statement(one, [], KINDS[one["source_id"]]) for one in (deduced, act_named)]
    assert decide(statements, KINDS)[0].stage == "aci_signe"
    assert proved(statements, KINDS).stage == "projet_valide"
    assert proved(statements[:1], KINDS) is None


def test_an_undated_contract_beats_no_dated_validation_and_one_told_with_its_own_date_does():
    """Actes Santé: « l'ACI … est signé » on a page without a day, « labellisée en 2020 » in an article of 2024."""
    contract, recalled = signed(), validated(page="2024-10", source="journal")
    labelled = act(recalled, "validation_projet", "2020")
    assert published(contract, recalled, dates=[labelled]) == ("projet_valide", "journal")
    dated = act(contract, "signature_aci", "2020-12")
    assert published(contract, recalled, dates=[labelled, dated]) == ("aci_signe", "agence")


def test_a_day_to_come_is_not_the_day_of_the_stage():
    """« Signature du contrat », « le 1er mars 2021 l'ARS va contractualiser » (Haute Tarentaise)."""
    contract = signed()
    plan = act(contract, "signature_aci", "2021-03-01")
    plan["donnees"] = plan["donnees"].replace('"prevu": false', '"prevu": true')
    assert statement(contract, [plan], "ars").since is None
