"""Where a name ends."""

from __future__ import annotations

import pytest

from lexicon.cpts_names import find_names


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        # a common noun alone names nobody: what it is of belongs to the name
        ("La CPTS Santé en Corrèze recrute.", "CPTS Santé en Corrèze"),
        ("La CPTS Plaines de santé est née en 2023.", "CPTS Plaines de santé"),
        ("La CPTS Pôle de santé du Champsaur recrute.", "CPTS Pôle de santé du Champsaur"),
        # in the département of that name is « dans le Nord »
        ("La CPTS Rivage en Nord couvre 42 000 habitants.", "CPTS Rivage en Nord"),
        # where a CPTS is, after a name that stands by itself
        ("La CPTS du Grésivaudan en Isère recrute.", "CPTS du Grésivaudan"),
        ("La CPTS du Val Blanc en Nord Isère recrute.", "CPTS du Val Blanc"),
        # a noun of a landscape calls another, in lower case as well
        ("La CPTS du Pays des lacs a signé.", "CPTS du Pays des lacs"),
        ("La CPTS Monts et vallons a signé.", "CPTS Monts et vallons"),
        ("La CPTS Bords de seine recrute.", "CPTS Bords de seine"),
        ("La CPTS Cap sur la santé recrute.", "CPTS Cap sur la santé"),
        ("La CPTS Porte du hainaut recrute.", "CPTS Porte du hainaut"),
        ("La CPTS Entre deux mers recrute.", "CPTS Entre deux mers"),
        ("La CPTS des Trois rivières recrute.", "CPTS des Trois rivières"),
        # and no other word
        ("La CPTS des Monts et recrute des soignants.", "CPTS des Monts"),
        ("L'ACI de la CPTS des Lacs et celui de la MSP.", "CPTS des Lacs"),
        ("La CPTS des Lacs d'ici la fin de l'année.", "CPTS des Lacs"),
        ("La CPTS du Plateau de juin à août.", "CPTS du Plateau"),
        ("La CPTS des Rives et ses partenaires.", "CPTS des Rives"),
        # arrondissements are one name, whatever their commas; « couvrant les » is no part of it
        (
            "À Marseille, l'ACI de la CPTS couvrant les 14ème, 15ème et 16ème arrondissements est signé.",
            "CPTS 14ème, 15ème et 16ème arrondissements",
        ),
        ("La CPTS Marseille 14, 15 et 16 a signé.", "CPTS Marseille 14, 15 et 16"),
        # an adjective in lower case closes the name of a country
        ("Le bureau de la CPTS du Perche vert se réunit.", "CPTS du Perche vert"),
        ("La CPTS des Portes de la Lozère bleue a signé.", "CPTS des Portes de la Lozère bleue"),
        ("La CPTS Bretagne romantique organise un forum.", "CPTS Bretagne romantique"),
        ("La CPTS Sud Loire vignoble recrute.", "CPTS Sud Loire vignoble"),
        ("La C.P.T.S. Sud Boulonnais recrute.", "CPTS Sud Boulonnais"),
        ("La CPTS du Haut pays bigouden recrute.", "CPTS du Haut pays bigouden"),
        ("La CPTS des Monts d'or lyonnais, elle, a deux ans.", "CPTS des Monts d'or lyonnais"),
        ("La CPTS du Forez désormais active recrute.", "CPTS du Forez"),
        ("La CPTS du Forez est ouverte.", "CPTS du Forez"),
    ],
)
def test_a_name_ends_with_the_last_word_that_is_of_it(sentence: str, name: str) -> None:
    assert [mention.name for mention in find_names(sentence)] == [name]


def test_an_enumeration_with_a_hole_names_nobody() -> None:
    assert find_names("L'ARS a signé avec quatre CPTS : Val Blanc, , Mont Gris et Lac Vert.") == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CPTS Littoral en nord : ACI signé", "CPTS Littoral en nord"),
        ("CPTS Bien vivre en Brière - lettre d'intention validée", "CPTS Bien vivre en Brière"),
        ("CPTS Soigner ensemble : projet de santé validé", "CPTS Soigner ensemble"),
        ("CPTS Pantin et environs : 12 communes", "CPTS Pantin et environs"),
        ("CPTS Littoral en projet : 12 communes", "CPTS Littoral"),
        ("CPTS Littoral en bref : 12 communes", "CPTS Littoral"),
        ("CPTS Littoral recrute : trois postes", "CPTS Littoral"),
        ("CPTS Pantin et ses partenaires : agir", "CPTS Pantin"),
        ("La CPTS Entre mer et bocage a signé.", "CPTS Entre mer et bocage"),
    ],
)
def test_a_name_goes_on_in_lower_case_to_the_colon_that_ends_it(text: str, name: str) -> None:
    assert [one.name for one in find_names(text)] == [name]
