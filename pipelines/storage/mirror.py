"""The working folder of a store: pulled before a command reads, pushed when one has written.

Of the releases, the one that `latest` names is pulled, and those of its day or later: they are what a run follows.
`latest` is a link on a disk and a small file with the name of the release on a store. A release is complete on a store
once its `SHA256SUMS` is there, which is pushed after all its other files, and before `latest` names it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.publish.checksums import SUMS
from pipelines.publish.folders import LATEST
from pipelines.storage.address import LOCAL
from pipelines.storage.lease import FOLDER
from pipelines.storage.objects import Objects, StoreError
from spiders.files import PARTIAL, aside, private_name, write_text

KNOWN = ".observatoire.store.json"  # what was pulled or pushed: key → version there, and what the file was here
MOVING = ".observatoire.store.lock"
OWN = (".observatoire.lock", KNOWN, MOVING)
OF_THE_MACHINE = ("work/dagster/", f"{FOLDER}/")  # Dagster's home; its runs are in a database when machines share them
RELEASES = "releases/"
POINTER = RELEASES + LATEST

Seen = list[int]  # size in bytes and time of writing in nanoseconds


@dataclass
class Mirror:
    objects: Objects
    folder: Path
    _here: set[str] = field(
        default_factory=set
    )  # keys there were after the pull: those that are gone since were deleted

    def pull(self) -> None:
        """What the store has newer or more comes here, what it has no more goes. A file that was written here and never
        pushed, by a command that was killed, stays unless the store has another since."""
        with self._one_at_a_time():
            self._pull()

    def _pull(self) -> None:
        there, known = self.objects.held(), self._known()
        pointed = (self.objects.read(POINTER) or b"").decode() if POINTER in there else ""
        wanted = {key: version for key, version in there.items() if _wanted(key, pointed)}
        for key, version in _last_the_sums(wanted):
            before, here = known.get(key), _seen(self.folder / key)
            if here is None or before is None or before[0] != version:
                self._get(key, pointed)
                known[key] = (version, _seen(self.folder / key) or [])
        for key in [key for key in known if key not in there]:
            if _seen(path := self.folder / key) == known.pop(key)[1]:
                path.unlink()
        self._write_known(known)
        self._here = set(self._files())

    def push(self) -> None:
        """What was written here since the pull goes to the store, what was deleted is deleted there."""
        with self._one_at_a_time():
            self._push()

    def _push(self) -> None:
        known, files = self._known(), set(self._files())
        changed = [key for key in files if key not in known or known[key][1] != _seen(self.folder / key)]
        for key, _ in _last_the_sums(dict.fromkeys(changed, "")):
            self._put(key)
        for key in self._here - files:
            self.objects.remove(key)
            known.pop(key, None)
        if changed:
            there = self.objects.held()
            known |= {key: (there.get(key, ""), _seen(self.folder / key) or []) for key in changed}
        self._write_known(known)
        self._here = files

    def _get(self, key: str, pointed: str) -> None:
        path = self.folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        if key == POINTER:
            partial = private_name(path)
            partial.symlink_to(pointed, target_is_directory=True)
            os.replace(partial, path)
            return
        with aside(path) as partial:
            self.objects.get(key, partial)
        if key.startswith(RELEASES):  # as a release that was written here: a server of another user reads it
            path.chmod(0o644)
            for folder in path.relative_to(self.folder).parents:
                (self.folder / folder).chmod(0o755)

    def _put(self, key: str) -> None:
        path = self.folder / key
        if key == POINTER:
            self.objects.write(key, os.readlink(path).encode())
        else:
            self.objects.put(path, key)

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

    def _known(self) -> dict[str, tuple[str, Seen]]:
        """Raises `StoreError` when the folder is that of another store."""
        try:
            said = json.loads((self.folder / KNOWN).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}  # everything is pulled anew
        if said["address"] != self.objects.address:
            raise StoreError(f"{self.folder} is the working folder of {said['address']}: give {LOCAL} another one")
        return {key: (version, seen) for key, (version, seen) in said["files"].items()}

    def _write_known(self, known: dict[str, tuple[str, Seen]]) -> None:
        said = {"address": self.objects.address, "files": dict(sorted(known.items()))}
        write_text(self.folder / KNOWN, json.dumps(said, ensure_ascii=False, indent=0))


def _kept(key: str) -> bool:
    """Whether a file belongs to the observatory: not the half-written ones, nor what only this machine needs."""
    return not (key.startswith(OF_THE_MACHINE) or key in OWN or PARTIAL in key)


def _wanted(key: str, pointed: str) -> bool:
    if not key.startswith(RELEASES) or key == POINTER:
        return _kept(key)
    name = key.removeprefix(RELEASES).partition("/")[0]
    return bool(pointed) and name[:10] >= pointed[:10]


def _last_the_sums(versions: dict[str, str]) -> list[tuple[str, str]]:
    """By key, but the sums of a release after its files, and the pointer after all."""
    return sorted(versions.items(), key=lambda one: (one[0] == POINTER, one[0].endswith(f"/{SUMS}"), one[0]))


def _seen(path: Path) -> Seen | None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return [found.st_size, found.st_mtime_ns]
