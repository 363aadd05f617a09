"""The files of a store by their key, a path below its address, whatever the store is: fsspec speaks to it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class StoreError(ValueError):
    """A store that does not answer, or not as it should. The message names it and what to do."""


@dataclass(frozen=True)
class Objects:
    address: str
    files: Any  # fsspec.AbstractFileSystem
    root: str

    @classmethod
    def at(cls, address: str) -> Objects:
        """Raises `StoreError` when the library that speaks to it is not installed."""
        import fsspec

        try:
            files, root = fsspec.url_to_fs(address)
        except ImportError as error:
            raise StoreError(f"{address}: {error}; for s3, install the group `s3` (docs/deployment.md)") from error
        return cls(address, files, root.rstrip("/"))

    def held(self, below: str = "") -> dict[str, str]:
        """Key → version (it changes with the content) of every file, or of those below a folder."""
        with self._talking():
            self.files.invalidate_cache()
            try:
                found = self.files.find(self._path(below) if below else self.root, detail=True)
            except FileNotFoundError:
                return {}
        return {path[len(self.root) + 1 :]: _version(info) for path, info in found.items()}

    def read(self, key: str) -> bytes | None:
        with self._talking():
            try:
                return bytes(self.files.cat_file(self._path(key)))
            except FileNotFoundError:
                return None

    def write(self, key: str, body: bytes) -> None:
        with self._talking():
            self._folder_of(key)
            self.files.pipe_file(self._path(key), body)

    def create(self, key: str, body: bytes) -> bool:
        """Writes a file that is not there, and says whether it did: a conditional write. `body` is of nobody else: what
        stands there afterwards tells who wrote it, whatever error the store answered with."""
        with self._talking():
            self._folder_of(key)
            # FileExistsError, or what s3fs makes of another store's « precondition failed »
            with suppress(OSError):
                if self._on_disk:
                    with self.files.open(self._path(key), "xb") as stream:
                        stream.write(body)
                else:
                    self.files.pipe_file(self._path(key), body, mode="create")
        return self.read(key) == body

    def exclusive(self, key: str) -> bool:
        """Whether a second `create` of the file, which is there, is refused."""
        before = self.read(key)
        return not self.create(key, secrets.token_bytes(16)) and self.read(key) == before

    def get(self, key: str, target: Path) -> None:
        with self._talking():
            self.files.get_file(self._path(key), str(target))

    def put(self, origin: Path, key: str) -> None:
        with self._talking():
            self._folder_of(key)
            self.files.put_file(str(origin), self._path(key))

    def remove(self, key: str) -> None:
        with self._talking(), suppress(FileNotFoundError):
            self.files.rm_file(self._path(key))  # one by one: some gateways know no other way

    def _path(self, key: str) -> str:
        return f"{self.root}/{key}"

    @property
    def _on_disk(self) -> bool:
        return "file" in self.files.protocol

    def _folder_of(self, key: str) -> None:
        """Folders are names on an object store, and must be made on a disk."""
        if self._on_disk:
            self.files.makedirs(self._path(key).rpartition("/")[0], exist_ok=True)

    @contextmanager
    def _talking(self) -> Iterator[None]:
        try:
            yield
        except StoreError:
            raise
        except Exception as error:  # each store has its own, and most libraries their own above them
            why = str(error) or type(error).__name__
            raise StoreError(f"{self.address}: {why}; look at the address, the keys and the network") from error


def _version(info: dict[str, Any]) -> str:
    """What a listing says that changes with the content: an ETag (S3, Azure), a digest (Google), else the time."""
    known = (info.get(name) for name in ("ETag", "etag", "md5Hash", "mtime", "LastModified", "created"))
    return f"{next((str(one) for one in known if one), '')} {info.get('size')}"
