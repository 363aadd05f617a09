"""Claims and identities: what each listing means, and which listings speak of the same CPTS."""

from typing import Any

import dagster as dg

from pipelines.assets.collect import listings

Row = dict[str, Any]


@dg.multi_asset(
    deps=[listings],
    group_name="sens",
    outs={
        "claims": dg.AssetOut(description="One row per claim: value, words, rule, evidence.", kinds={"python"}),
        "unread": dg.AssetOut(description="Words that no rule could read.", kinds={"python"}),
    },
)
def statements(context: dg.AssetExecutionContext) -> tuple[list[Row], list[Row]]:
    from pipelines.steps.build import read_statements
    from pipelines.steps.claims import claim_rows

    claims: list[Row] = []
    unread: list[Row] = []
    for statement in read_statements():
        claims += claim_rows(statement)
        evidence = statement.listing.evidence
        unread += [
            {
                "mention_id": statement.mention_id,
                "propriete": name,
                "cause": cause,
                "texte": text,
                "source_id": evidence.source_id,
                "url": evidence.url,
            }
            for name, cause, text in statement.unread
        ]
    if not claims:
        raise dg.Failure("no listing to read: run `observatoire collect` first")
    context.log.info("%s claims, %s texts left unread", len(claims), len(unread))
    return claims, unread


@dg.multi_asset(
    group_name="sens",
    outs={
        "identities": dg.AssetOut(
            description="Which CPTS each mention speaks of, with stable ids from the ledger.", kinds={"python"}
        ),
        "successions": dg.AssetOut(description="Which CPTS gave way to which.", kinds={"python"}),
    },
)
def identified(context: dg.AssetExecutionContext, claims: list[Row]) -> tuple[list[Row], list[Row]]:
    from pipelines.steps.build import assign_identities

    rows, successions = assign_identities(claims)
    context.log.info("%s CPTS, %s mentions", len({row["cpts_id"] for row in rows}), len(rows))
    return rows, successions
