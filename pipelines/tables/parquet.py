"""Parquet files whose pages carry a checksum, and the reading that looks at it: a flipped bit is an error, not a
value."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow

# what every Parquet file of the project is written with
OPTIONS = {"compression": "zstd", "write_page_checksum": True}


class DamagedTable(ValueError):
    """A Parquet file that is cut, flipped or not of its schema. The message names it; who reads it knows the remedy."""


def write(table: pyarrow.Table, where: Path | BytesIO) -> None:
    import pyarrow.parquet as pq

    pq.write_table(table, where, **OPTIONS)


def read(path: Path, columns: Sequence[str] = (), body: bytes | None = None) -> pyarrow.Table:
    """The table of a file, or of `body` where its bytes are at hand. Raises `DamagedTable`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    # ParquetFile and not read_table: the latter starts the dataset machinery for a single small file
    try:
        with pq.ParquetFile(path if body is None else BytesIO(body), page_checksum_verification=True) as file:
            return file.read(columns=list(columns) or None)
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DamagedTable(f"{path.name} is damaged ({' '.join(str(error).split())[:120]})") from error
