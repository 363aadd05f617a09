"""`observatoire sources …`: the registry, and what a contributor does with it."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import click

from pipelines import journal

KINDS = ("ars", "urps", "federation", "assurance_maladie", "cpts", "national", "presse")


def fail(message: str) -> NoReturn:
    journal.error(message)
    sys.exit(1)


@click.group()
def sources() -> None:
    """The registry of sources: one TOML card each."""


@sources.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per source.")
@click.option("--markdown", is_flag=True, help="The table of docs/sources-list.md.")
def sources_list(as_json: bool, markdown: bool) -> None:
    """Every source, its publisher, its regions and its life cycle."""
    from spiders.registry import as_markdown, load_cards

    cards = load_cards().values()
    if markdown:
        click.echo(as_markdown(cards), nl=False)
        return
    if as_json:
        for card in cards:
            click.echo(card.model_dump_json())
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "publisher", "kind", "regions", "platform", "state", "listing seen")
    for card in cards:
        table.add_row(
            card.id,
            card.publisher,
            card.kind,
            " ".join(card.regions),
            card.platform,
            card.lifecycle.state,
            "yes" if card.verified else "no",
        )
    Console().print(table)
    click.echo(f"{len(load_cards())} sources")


@sources.command("check")
@click.argument("ids", nargs=-1)
def sources_check(ids: tuple[str, ...]) -> None:
    """Ask robots.txt and the entry pages of sources, nothing else; say what is wrong and what to do.

    Exit code 0 when every source can be read, 1 otherwise.
    """
    from pipelines.cli.collecting import check_sources

    try:
        sound = check_sources(ids)
    except ValueError as error:
        fail(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(0 if sound else 1)


@sources.command("queue")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per proposal.")
def sources_queue(as_json: bool) -> None:
    """Sites that pages name as those of a CPTS and that no source follows: cards to write, or to refuse; then the CPTS
    that pages name without a site to follow and the last release does not have."""
    import json
    from dataclasses import asdict

    from pipelines.cli.collecting import queue

    sites, unlinked = queue()
    for one in (*sites, *unlinked):
        click.echo(json.dumps(asdict(one), ensure_ascii=False) if as_json else _proposed(one))
    click.echo(
        f"{len(sites)} site(s) that no source follows, {len(unlinked)} CPTS named without a site to follow", err=True
    )


def _proposed(one: Any) -> str:
    named = f"named by {', '.join(one.named_by[:3])}" + (f" and {len(one.named_by) - 3} more" * (len(one.named_by) > 3))
    if hasattr(one, "page"):
        return f"{one.name}: no address known ({named})\n  {one.page}"
    return f"{one.site}: {one.says} ({named})\n  observatoire sources probe {one.address}"


def _probe(target: str, kind: Any, region: str, url: str, card_id: str = "") -> Any:
    from pipelines.cli.collecting import progress
    from spiders.probe import describe, probe

    try:
        with progress(1, said=False) as on_progress:
            found = probe(target, kind, region, url, card_id, on_progress)
    except (ConnectionError, ValueError) as error:
        fail(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    click.echo(describe(found), err=True)
    return found


@sources.command("probe")
@click.argument("target")
@click.option("--kind", type=click.Choice(KINDS), default=None, help="Nature of the publisher; guessed from the host.")
@click.option("--region", default="", help="INSEE code of the region, for instance 27.")
@click.option("--url", default="", help="Address a file was saved from.")
def sources_probe(target: str, kind: str | None, region: str, url: str) -> None:
    """Try TARGET (an address or a file): which platform and extractor fit and why, what is found, what a crawl would
    also ask, and a draft card on the standard output. Asks at most 8 pages."""
    found = _probe(target, kind, region, url)
    if found.blocked:
        sys.exit(1)
    click.echo(found.card)


@sources.command("new")
@click.argument("source_id")
@click.argument("target")
@click.option("--kind", type=click.Choice(KINDS), default=None, help="Nature of the publisher; guessed from the host.")
@click.option("--region", default="", help="INSEE code of the region, for instance 27.")
@click.option("--url", default="", help="Address a file was saved from.")
def sources_new(source_id: str, target: str, kind: str | None, region: str, url: str) -> None:
    """Probe TARGET, then write its card and a fixture that fails until it is filled in; set the real pages aside."""
    from pipelines.paths import paths
    from spiders.new_source import Places, new

    found = _probe(target, kind, region, url, source_id)
    try:
        written, steps = new(source_id, found, Places(paths().data / "work" / "probes"))
    except (FileExistsError, ValueError) as error:
        fail(str(error))
    for path in written:
        click.echo(path)
    click.echo("\n".join(["", *(f"{number}. {step}" for number, step in enumerate(steps, 1))]), err=True)


@sources.command("test")
@click.argument("source_id")
def sources_test(source_id: str) -> None:
    """Read the fixtures and the captured pages of a source by its card, without a network: what each gives, what the
    card leaves, and what differs from the expected rows.

    Exit code 0 when nothing differs and no page has drifted, 1 otherwise.
    """
    from spiders.card_trial import describe, try_card
    from spiders.collect import default_captures
    from spiders.new_source import FIXTURE_FAMILIES
    from spiders.registry import card

    try:
        tried = try_card(card(source_id), default_captures("replay"), FIXTURE_FAMILIES)
    except ValueError as error:
        fail(str(error))
    if not tried:
        fail(f"{source_id}: neither fixture nor capture; `observatoire sources new` writes the one, a crawl the other")
    click.echo(describe(tried))
    sys.exit(0 if all(one.sound for one in tried) else 1)


@sources.command("propose")
@click.argument("source_id")
def sources_propose(source_id: str) -> None:
    """Propose the expectations of a card from its last good run; a person decides and writes why."""
    from pipelines.cli.collecting import propose_expectations

    try:
        click.echo(propose_expectations(source_id))
    except ValueError as error:
        fail(str(error))
