"""The files of a store by their key, a path below its address, whatever the store is: fsspec speaks to it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

REFUSED = ("PreconditionFailed", "ConditionalRequestConflict", "412")  # codes of S3 for a condition that does not hold


class StoreError(ValueError):
    """A store that does not answer, or not as it should. The message names it and what to do."""


class Forbidden(StoreError):
    """The keys do not give the right to do this."""


class Written(StoreError):
    """Another has written the file since it was looked at."""


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
        """Key → version (it changes with the content) of every file, or of those below a folder. Raises `StoreError`
        for a key that names a place outside of the folder it would be pulled to."""
        with self._talking():
            self.files.invalidate_cache()
            found = self.files.find(self._path(below) if below else self.root, detail=True)
        held = {path[len(self.root) + 1 :]: info for path, info in found.items() if info["type"] == "file"}
        for key in held:
            if PurePosixPath(key).is_absolute() or ".." in PurePosixPath(key).parts:
                raise StoreError(f"{self.address} holds {key!r}, which would leave the working folder: remove it there")
        # a name that ends with a slash is what consoles make for an empty folder
        return {key: _version(info) for key, info in held.items() if key and not key.endswith("/")}

    def read(self, key: str) -> bytes | None:
        with self._talking():
            try:
                return bytes(self.files.cat_file(self._path(key)))
            except FileNotFoundError:
                return None

    def write(self, key: str, body: bytes) -> None:
        with self._talking():
            self.files.pipe_file(self._path(key), body)

    def replace(self, key: str, body: bytes, version: str) -> None:
        """Writes a file that is still of this version (of `held`; empty: that is not there). S3 refuses another one
        itself (`If-Match`). Raises `Written` when somebody has written it since."""
        etag = version.rpartition(" ")[0]
        conditions: list[dict[str, str]] = [{}] if version else [{"mode": "create"}]
        if version and "s3" in self.files.protocol:  # Ceph 16 compares without the quotes that the standard asks for
            conditions = [{"IfMatch": etag}, {"IfMatch": etag.strip('"')}]
        for condition in conditions:
            try:
                with self._talking(), self._condition(key):
                    self.files.pipe_file(self._path(key), body, **condition)
                return
            except Written:
                if condition is conditions[-1]:
                    raise

    def create(self, key: str, body: bytes) -> bool:
        """Writes a file that is not there, and says whether it did: a conditional write. `body` is of nobody else: what
        stands there afterwards tells who wrote it, whatever error the store answered with."""
        with self._talking():
            try:
                self.files.pipe_file(self._path(key), body, mode="create")
            except (PermissionError, FileNotFoundError):  # keys that may only read, a bucket that is not there
                raise
            except OSError:  # FileExistsError, or what s3fs makes of another store's « precondition failed »
                pass
        return self.read(key) == body

    def exclusive(self, key: str) -> bool:
        """Whether a second `create` of the file, which is there, is refused."""
        before = self.read(key)
        return not self.create(key, secrets.token_bytes(16)) and self.read(key) == before

    def get(self, key: str, target: Path) -> None:
        with self._talking():
            self.files.get_file(self._path(key), str(target))

    def put(self, origin: Path, key: str, new: bool = False) -> None:
        """`new`: on the condition that it is not there; raises `Written` when it is."""
        with self._talking(), self._condition(key):
            self.files.put_file(str(origin), self._path(key), mode="create" if new else "overwrite")

    def remove(self, key: str) -> None:
        with self._talking(), suppress(FileNotFoundError):
            self.files.rm_file(self._path(key))  # one by one: some gateways know no other way

    def _path(self, key: str) -> str:
        return f"{self.root}/{key}"

    @contextmanager
    def _condition(self, key: str) -> Iterator[None]:
        """Tells a condition that the store found not to hold from its other errors."""
        try:
            yield
        except OSError as error:
            said = getattr(error.__cause__, "response", {}).get("Error", {}).get("Code")  # of what s3fs translated
            if not isinstance(error, FileExistsError) and said not in REFUSED:
                raise
            raise Written(f"{self.address}: {key} was written by another since it was read: run again") from error

    @contextmanager
    def _talking(self) -> Iterator[None]:
        try:
            yield
        except StoreError:
            raise
        except Exception as error:  # each store has its own, and most libraries their own above them
            why = str(error) or type(error).__name__
            if isinstance(error, PermissionError):
                raise Forbidden(f"{self.address}: {why}: these keys do not give the right to it") from error
            if isinstance(error, FileNotFoundError):
                raise StoreError(f"{self.address}: {why}: create the bucket, or look at its name") from error
            raise StoreError(f"{self.address}: {why}; look at the address, the keys and the network") from error


def _version(info: dict[str, Any]) -> str:
    """What a listing says that changes with the content: an ETag (S3, Azure), a digest (Google), else the time."""
    known = (info.get(name) for name in ("ETag", "etag", "md5Hash", "mtime", "LastModified", "created"))
    return f"{next((str(one) for one in known if one), '')} {info.get('size')}"
