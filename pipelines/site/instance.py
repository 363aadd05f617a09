"""What one started site is told, and the copy of the release that it serves.

The copy lives as long as the site: deleting or replacing the release folder changes no page that is being served.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from pipelines.publish.checksums import SUMS, Damaged, verify
from pipelines.site.correction import NOBODY

ROOT = Path(__file__).parents[2]
SITE = ROOT / "datasets" / "site"
DATABASE = "observatoire"
RELEASE_NAME = re.compile(r"\d{4}-\d{2}-\d{2}(\.\d+)?")
# what the pages are made of
SERVED = (f"site/{DATABASE}.db", "site/metadata.json", "datapackage.json", SUMS, "catalogue.jsonld")
OPTIONAL = ("catalogue.jsonld",)

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
# environment of the operator → name in the templates
ADDRESS, CONTACT = "OBSERVATOIRE_ADRESSE", "OBSERVATOIRE_CONTACT"
TOLD = {
    # where the site is public, for what readers copy
    "adresse": ADDRESS,
    # an address with `{titre}` and `{texte}` in it, behind « signaler une erreur »
    "correction": "OBSERVATOIRE_CORRECTION",
    # who answers a reader: an e-mail address or a page
    "contact": CONTACT,
    # who publishes and who hosts, for the legal notice
    "editeur": "OBSERVATOIRE_EDITEUR",
    "hebergeur": "OBSERVATOIRE_HEBERGEUR",
}


class NoRelease(ValueError):
    """A folder the site cannot start from. The message names it and the remedy."""


class NotConfigured(ValueError):
    """A public site that lacks what the public is owed. The message names the variable."""


@dataclass(frozen=True, slots=True)
class Instance:
    """`name` is the served release and `folder` its copy; `releases` gives the folder of each one by name, newest
    first, for download; `origin` is the public address (`https://cpts.example.org`), the only one to answer
    under; empty where any name is."""

    name: str
    folder: Path
    releases: dict[str, Path]
    origin: str = ""
    secure: bool = False  # a proxy in front speaks https

    def to_json(self) -> str:
        releases = {name: str(folder) for name, folder in self.releases.items()}
        return json.dumps([self.name, str(self.folder), releases, self.origin, self.secure])

    @classmethod
    def from_json(cls, text: str) -> Instance:
        name, folder, releases, origin, secure = json.loads(text)
        return cls(name, Path(folder), {key: Path(path) for key, path in releases.items()}, origin, secure)


def checked(release: Path) -> Path:
    """`release` resolved. Raises `NoRelease` when it is no release folder, or not as it was written."""
    release = release.resolve()
    for name in SERVED:
        if name not in OPTIONAL and not (release / name).is_file():
            raise NoRelease(f"{release}: {Path(name).name} is missing; give a folder written by `observatoire release`")
    try:
        verify(release)
    except Damaged as error:
        raise NoRelease(f"{error}; not served: restore the folder from a copy, or release again") from error
    return release


def copied(release: Path, folder: Path) -> Path:
    """What the pages of `release` are made of, copied into `folder`."""
    for name in SERVED:
        if (release / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(release / name, folder / name)
    return folder


def releases_beside(release: Path) -> dict[str, Path]:
    """Name → folder of `release` and of its neighbours that are as they were written, newest first; a folder of another
    name is served alone. A damaged neighbour is named and left aside."""
    folders = [release]
    if RELEASE_NAME.fullmatch(release.name):
        folders = [
            path for path in release.parent.iterdir() if RELEASE_NAME.fullmatch(path.name) and not path.is_symlink()
        ]
    found = {}
    for folder in folders:
        try:
            if folder != release:
                verify(folder)
            found[release_name(folder)] = folder
        except (OSError, ValueError, KeyError) as error:
            if folder == release:
                raise
            print(f"left aside, {error}", file=sys.stderr)
    return dict(sorted(found.items(), key=lambda pair: _order(pair[0]), reverse=True))


def release_name(folder: Path) -> str:
    """The name a release was given, also when its folder was renamed."""
    return str(json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["livraison"])


def _order(release: str) -> tuple[str, int]:
    day, _, again = release.partition(".")
    return day, int(again or 1)


def public_origin() -> str:
    """The address of a public site, `https://cpts.example.org`. Raises `NotConfigured` when the operator has not said
    where it is, who answers for it or, if he did, where corrections go, in words that a link can hold."""
    missing = [name for name in (ADDRESS, CONTACT) if not os.environ.get(name, "").strip()]
    if missing:
        raise NotConfigured(
            f"{' and '.join(missing)} must be set for a public site: its address (https://…) and who answers a reader "
            "(an e-mail address or the address of a page)"
        )
    said = told()
    origin = web_origin(said["adresse"])
    if not origin:
        raise NotConfigured(f"{ADDRESS}={said['adresse']}: give a whole address, such as https://cpts.example.org")
    if not EMAIL.fullmatch(said["contact"]) and not web_origin(said["contact"]):
        raise NotConfigured(f"{CONTACT}={said['contact']}: give an e-mail address, or that of a page (https://…)")
    if not said["correction"].startswith("mailto:") and not web_origin(said["correction"]):
        raise NotConfigured(f"{TOLD['correction']}={said['correction']}: give an address in mailto: or https:")
    return origin


def web_origin(address: str) -> str:
    """Scheme and host of a web address, `https://exemple.fr`; empty for anything else, a letter or a script."""
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc and parts.port != 0
    except ValueError:  # no port, no bracket
        return ""
    return f"{parts.scheme}://{parts.netloc.lower()}" if whole else ""


def told() -> dict[str, str]:
    """What the operator says of himself, for the templates; empty where he says nothing. Corrections go to an e-mail
    address he gave, unless he gave them an address of their own; without any they are a letter to nobody yet."""
    said = {name: os.environ.get(variable, "").strip() for name, variable in TOLD.items()}
    if not said["correction"] and EMAIL.fullmatch(said["contact"]):
        said["correction"] = NOBODY.replace(":?", f":{quote(said['contact'], safe='@')}?")
    said["correction"] = said["correction"] or NOBODY
    return said
