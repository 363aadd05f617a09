"""Claims and identities: what each listing means, and which listings speak of the same CPTS."""

import dagster as dg

from pipelines.assets.telling import LISTINGS
from pipelines.assets.versions import MEANING, code_version, of_inputs
from pipelines.tables.store import Rows

CODE = code_version(*MEANING)


@dg.multi_asset(
    deps=[LISTINGS],
    group_name="sens",
    outs={
        "claims": dg.AssetOut(
            description="One row per claim: value, words, rule, evidence.", kinds={"python"}, code_version=CODE
        ),
        "unread": dg.AssetOut(description="Words that no rule could read.", kinds={"python"}, code_version=CODE),
    },
)
def statements(context: dg.AssetExecutionContext) -> tuple[Rows, Rows]:
    from pipelines.steps.build import read_known_reports, read_statements
    from pipelines.steps.claim_rows import claim_rows

    claims: Rows = []
    unread: Rows = []
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
    # what the sensor `mentions_changees` compares what is at hand with
    context.add_output_metadata({"inputs": of_inputs(read_known_reports())}, output_name="claims")
    return claims, unread


@dg.multi_asset(
    group_name="sens",
    outs={
        "identities": dg.AssetOut(
            description="Which CPTS each mention speaks of, with stable ids from the ledger.",
            kinds={"python"},
            code_version=CODE,
        ),
        "successions": dg.AssetOut(description="Which CPTS gave way to which.", kinds={"python"}, code_version=CODE),
    },
)
def identified(claims: Rows) -> tuple[Rows, Rows]:
    from pipelines.steps.build import assign_identities

    rows, successions = assign_identities(claims)
    return rows, successions
