"""The working folder of a store: pulled before a command reads, pushed when one has written.

Of the releases, the one that `latest` names is pulled, and those of its day or later: they are what a run follows.
`latest` is a link on a disk and a small file with the name of the release on a store. A release is complete on a store
once its `SHA256SUMS` is there, which is pushed after all its other files, and before `latest` names it; from then on
nothing of it is ever written or removed there, and a file of it that differs here is pulled anew.
"""

from __future__ import annotations

import filecmp
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.publish.checksums import SUMS, differences
from pipelines.publish.folders import FOLDER_NAME, LATEST, release_folders
from pipelines.storage import unpushed
from pipelines.storage.address import LOCAL
from pipelines.storage.lease import FOLDER
from pipelines.storage.objects import Objects, StoreError
from spiders.files import PARTIAL, aside, private_name, write_text

KNOWN = ".observatoire.store.json"  # what was pulled or pushed: key → version there, and what the file was here
MOVING = ".observatoire.store.lock"
LOCK = ".observatoire.lock"  # of a folder that a command has to itself (`pipelines.cli.writing`)
# Dagster's home (its runs are in a database when machines share them), leases, what waits for a person
OF_THE_MACHINE = ("work/dagster/", f"{FOLDER}/", unpushed.FOLDER)
RELEASES = "releases/"
POINTER = RELEASES + LATEST

Seen = list[int]  # size in bytes and time of writing in nanoseconds
Known = dict[str, tuple[str, Seen]]


def _unwatched(anew: bool = False) -> None:
    """For who holds no lease, and only reads."""


@dataclass
class Mirror:
    """`check`: raises when what is about to be written may no longer be (`lease.Held.check`)."""

    objects: Objects
    folder: Path
    check: Callable[[bool], None] = _unwatched
    _pulled: bool = False
    _removed: set[str] = field(default_factory=set)  # keys that a command took away on purpose

    def pull(self) -> None:
        """What the store has newer or more comes here, what it has no more goes. A file that was written here and never
        pushed, by a command that was killed, stays unless the store has another since. Raises `StoreError` when
        `latest` of the store names no release that it holds."""
        with self._one_at_a_time():
            self._pull()

    def push(self) -> None:
        """What was written here since the pull goes to the store, what was taken away with `remove` goes there."""
        with self._one_at_a_time():
            self._push()

    def remove(self, files: Iterable[Path]) -> None:
        """Files that a command took away: the next push removes them there. Never of a release."""
        keys = {path.relative_to(self.folder).as_posix() for path in files if path.is_relative_to(self.folder)}
        self._removed |= {key for key in keys if not key.startswith(RELEASES)}

    def _pull(self) -> None:
        there, known = self.objects.held(), self._known()
        pointed, sealed = self._pointed(there), _sealed(there)
        self._keep_releases(there, known)
        wanted = {key: version for key, version in there.items() if _wanted(key, pointed, sealed)}
        for key, version in _last_the_sums(wanted):
            if self._differs(key, version, known.get(key)):
                own = not _release(key) and self._unpushed(key, known)
                self._get(key, pointed, there if own else None)
                known[key] = (version, _seen(self.folder / key) or [])
        for key in [key for key in known if key not in there]:
            if _seen(path := self.folder / key) == known.pop(key)[1]:
                path.unlink()
        self._write_known(known)
        self._pulled = True

    def _differs(self, key: str, version: str, before: tuple[str, Seen] | None) -> bool:
        """Whether the store has another file than the one here, or one of a release was damaged here."""
        here = _seen(self.folder / key)
        if here is None or before is None or before[0] != version:
            return True
        damaged = bool(_release(key)) and before[1] != here
        if damaged:
            print(f"{key}: not as it was pulled or pushed; pulled anew", file=sys.stderr)
        return damaged

    def _unpushed(self, key: str, known: Known) -> bool:
        here = _seen(self.folder / key)
        return here is not None and (key not in known or known[key][1] != here)

    def _pointed(self, there: dict[str, str]) -> str:
        """The release that `latest` of the store names; empty when there is none yet."""
        if POINTER not in there:
            return ""
        name = (self.objects.read(POINTER) or b"").decode(errors="replace").strip()
        if not FOLDER_NAME.fullmatch(name) or name not in _sealed(there):
            raise StoreError(
                f"{self.objects.address}: {POINTER} says {name[:60]!r}, which is no whole release of that store: write "
                "the name of one there"
            )
        return name

    def _keep_releases(self, there: dict[str, str], known: Known) -> None:
        """A release that was written here and never pushed can be no more once another machine has published: it bears
        a name that is taken, or follows a release that is no longer the last."""
        moved = POINTER in there and known.get(POINTER, ("", []))[0] != there[POINTER]
        for folder in release_folders(self.folder / RELEASES):
            sums = f"{RELEASES}{folder.name}/{SUMS}"
            if sums in known or not (folder / SUMS).is_file():
                continue
            theirs = self.objects.read(sums) if sums in there else None
            if moved if theirs is None else theirs != (folder / SUMS).read_bytes():
                unpushed.kept(self.folder, f"{RELEASES}{folder.name}")

    def _push(self) -> None:
        if self._pulled and not (self.folder / KNOWN).is_file():
            raise StoreError(f"{self.folder} was emptied while this command ran: nothing of it is pushed; run again")
        known = self._known()
        changed = [key for key in self._files() if self._unpushed(key, known)]
        if changed:
            pushed = self._push_changed(changed, known)
            there = self.objects.held()
            known |= {key: (there.get(key, ""), _seen(self.folder / key) or []) for key in pushed}
        for key in sorted(key for key in self._removed if not (self.folder / key).exists()):
            self.check(True)
            self.objects.remove(key)
            known.pop(key, None)
        self._removed.clear()
        self._write_known(known)

    def _push_changed(self, changed: list[str], known: Known) -> list[str]:
        """Writes what the store may be given of these keys, and returns those that were written."""
        there = self.objects.held()
        sealed = _sealed(there)
        pushed = [key for key in changed if not key.startswith(RELEASES)]
        for key in pushed:
            self.check(False)
            self.objects.put(self.folder / key, key)
        for name in sorted({name for key in changed if (name := _release(key))} - sealed):
            pushed += self._push_release(name, there)
        if POINTER in changed:
            self._point(known.get(POINTER, ("", []))[0], sealed | {_release(key) for key in pushed})
            pushed.append(POINTER)
        return pushed

    def _push_release(self, name: str, there: dict[str, str]) -> list[str]:
        """Writes a release that the store does not hold whole, and returns its keys. What a machine that died there
        left of another one of that name is no release, and goes."""
        folder, below = self.folder / RELEASES / name, f"{RELEASES}{name}/"
        if not (folder / SUMS).is_file():
            return []
        if wrong := differences(folder):
            raise StoreError(f"{folder}: {'; '.join(wrong[:5])}: nothing of it is pushed; take it away and run again")
        keys = [key for key in self._files() if key.startswith(below)]
        for key in sorted(key for key in there if key.startswith(below) and key not in keys):
            self.check(True)
            self.objects.remove(key)
        for key, _ in _last_the_sums(dict.fromkeys(keys, "")):
            self.check(key == below + SUMS)
            self.objects.put(self.folder / key, key, new=key not in there)
        return keys

    def _point(self, version: str, whole: set[str]) -> None:
        name = Path(os.readlink(self.folder / POINTER)).name
        if name not in whole:
            raise StoreError(f"{self.folder / POINTER} names {name}, which {self.objects.address} does not hold whole")
        self.check(True)
        self.objects.replace(POINTER, name.encode(), version)

    def _get(self, key: str, pointed: str, own: dict[str, str] | None) -> None:
        """`own`: what the store holds, when the file here was never pushed."""
        path = self.folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        if key == POINTER:
            partial = private_name(path)
            partial.symlink_to(pointed, target_is_directory=True)
            os.replace(partial, path)
            return
        with aside(path) as partial:
            self.objects.get(key, partial)
            if own is not None and not filecmp.cmp(path, partial, shallow=False):
                unpushed.kept(self.folder, key, own)
        if key.startswith(RELEASES):  # as a release that was written here: a server of another user reads it
            path.chmod(0o644)
            for folder in path.relative_to(self.folder).parents:
                (self.folder / folder).chmod(0o755)

    def _files(self) -> Iterator[str]:
        for parent, folders, names in os.walk(self.folder):
            below = Path(parent).relative_to(self.folder)
            links = [name for name in folders if (Path(parent) / name).is_symlink()]
            for key in ((below / name).as_posix() for name in (*names, *links)):
                if _kept(key):
                    yield key

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """The processes of a shared run on one machine have one working folder."""
        from filelock import FileLock

        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / MOVING):
            yield

    def _known(self) -> Known:
        """Raises `StoreError` when the folder is that of another store."""
        try:
            said = json.loads((self.folder / KNOWN).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}  # everything is pulled anew
        if said["address"] != self.objects.address:
            raise StoreError(f"{self.folder} is the working folder of {said['address']}: give {LOCAL} another one")
        return {key: (version, seen) for key, (version, seen) in said["files"].items()}

    def _write_known(self, known: Known) -> None:
        said = {"address": self.objects.address, "files": dict(sorted(known.items()))}
        write_text(self.folder / KNOWN, json.dumps(said, ensure_ascii=False, indent=0))


def _kept(key: str) -> bool:
    """Whether a file belongs to the observatory: not the half-written ones, nor what only this machine needs."""
    own = key in (KNOWN, MOVING) or key.rpartition("/")[2] == LOCK
    return not (own or key.startswith(OF_THE_MACHINE) or PARTIAL in key)


def _release(key: str) -> str:
    """The name of the release that a key is a file of; empty for any other."""
    name, below, _ = key.removeprefix(RELEASES).partition("/")
    return name if key.startswith(RELEASES) and below and FOLDER_NAME.fullmatch(name) else ""


def _sealed(there: Iterable[str]) -> set[str]:
    """Names of the releases that a store holds whole."""
    return {name for key in there if (name := _release(key)) and key == f"{RELEASES}{name}/{SUMS}"}


def _wanted(key: str, pointed: str, sealed: set[str]) -> bool:
    if not key.startswith(RELEASES) or key == POINTER:
        return _kept(key)
    return bool(pointed) and (name := _release(key)) in sealed and name[:10] >= pointed[:10]


def _last_the_sums(versions: dict[str, str]) -> list[tuple[str, str]]:
    """By key, but the sums of a release after its files, and the pointer after all."""
    return sorted(versions.items(), key=lambda one: (one[0] == POINTER, one[0].endswith(f"/{SUMS}"), one[0]))


def _seen(path: Path) -> Seen | None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return [found.st_size, found.st_mtime_ns]
