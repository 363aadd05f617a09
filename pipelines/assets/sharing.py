"""Listings with one step per source, for executors that share the steps of a run among processes or machines.

A pool per publisher keeps what one crawl keeps by itself: nobody is asked twice at once, however many share it.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines.assets.collect import DESCRIBED, SOURCES, Crawling, asked_of, said
from pipelines.assets.telling import HEALTH, LISTINGS
from spiders.plan import publishers
from spiders.registry import card

ALL = "toutes"
RESULT, CHECKED = "result", f"{LISTINGS.to_python_identifier()}_{HEALTH}"  # as Dagster names what a graph gives


def _nothing(is_required: bool = True) -> dg.Out:
    """What goes from step to step is on the disk."""
    return dg.Out(dg.Nothing, is_required=is_required)


def shared_listings() -> dg.AssetsDefinition:
    """The asset `listings` as a graph: the sources of the run, a step for each, what they say together. The step of a
    source that is not of the run is skipped, before any process is started for it."""
    sources = SOURCES.get_partition_keys()
    pools = publishers([card(one) for one in sources])
    steps = {one: f"releve_{one.replace('-', '_')}" for one in sources}

    @dg.op(
        name="demandees",
        ins={"captures": dg.In(dg.Nothing)},
        out={ALL: _nothing()} | {name: _nothing(is_required=False) for name in steps.values()},
    )
    def asked(context: dg.OpExecutionContext) -> Iterator[dg.Output[None]]:
        yield dg.Output(None, ALL)
        for one in asked_of(context):
            yield dg.Output(None, steps[one])

    @dg.op(
        name="ensemble",
        ins={"done": dg.In(dg.Nothing)},
        out={RESULT: _nothing(), CHECKED: _nothing()},
    )
    def together(context: dg.OpExecutionContext, crawling: Crawling) -> Iterator[Any]:
        yield from said(context, asked_of(context), crawling)

    @dg.graph_asset(name="listings", ins={"captures": dg.AssetIn("captures", dagster_type=dg.Nothing)}, **DESCRIBED)
    def listings(captures: Any) -> dict[str, Any]:
        begun = asked(captures)
        done = [_step(one, steps[one], pools[one])(getattr(begun, steps[one])) for one in sources]
        result, health = together([getattr(begun, ALL), *done])
        return {RESULT: result, CHECKED: health}

    return listings


def _step(source: str, name: str, publisher: str) -> dg.OpDefinition:
    @dg.op(name=name, ins={"begun": dg.In(dg.Nothing)}, out=_nothing(), pool=publisher)
    def collect_one(context: dg.OpExecutionContext, crawling: Crawling) -> None:
        crawling.crawl([source], crawling.day(context), context.retry_number)

    return collect_one
