"""Reading in a process of its own, with bounds on memory and time: what a document holds can end its reader, never
the crawl or the command that asked.

The reader stays for the documents that follow; one that was ended, or came near its bounds, is replaced.
"""

from __future__ import annotations

import atexit
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from spiders.document import Document
from spiders.extract.model.alarm import alarm
from spiders.extract.model.source import SourceContext
from spiders.listing import Extraction

MAX_MEMORY = 448 * 1024 * 1024  # bytes a reader may hold; the largest listing of the tests takes a third of it
MAX_SECONDS = 60  # of computing for one document; a PDF of 300 pages takes about twenty
_SPENT = 0.6  # share of the memory after which a reader is replaced: what it took may not all come back
_STARVED = 0.9  # share from which an empty reading is due to the bound: libraries say so in as many ways
_TOO_MUCH = "lecture abandonnée : elle demande plus de {}"
_MEMORY = f"{MAX_MEMORY // 1024**2} Mo de mémoire"
# the bound counts what is reserved, used or not: of its own accord Arrow, which reads the gazetteer, reserves 130 MB
_LEAN = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1"}
PATIENCE = 10  # times longer by the clock: a busy machine must not change what is read


def read_bounded(document: Document, context: SourceContext, seconds: int = MAX_SECONDS) -> Extraction:
    """As `read`, which it calls in another process. A document that needs more than the bounds gives `TooHeavy`."""
    with _ONE_AT_A_TIME:
        extraction, cause = _READER.read(document, context, seconds)
    if extraction is not None:
        return extraction
    return Extraction(alarms=(alarm("TooHeavy", cause, document, context),), extractor="read")


class _Reader:
    """The process that reads, started when first needed."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.channel: Connection | None = None

    def read(self, document: Document, context: SourceContext, seconds: int) -> tuple[Extraction | None, str]:
        """The extraction, or None and why there is none."""
        if self.process is not None and self.process.poll() is not None:
            self.end()  # it ended while nobody asked: that is not the fault of this document
        channel = self.channel or self._start()
        try:
            channel.send((document, context, seconds))
            if not channel.poll(seconds * PATIENCE):
                self.end()
                return None, _TOO_MUCH.format(f"{seconds * PATIENCE} s")
            extraction, spent = channel.recv()
        except (EOFError, OSError):
            late = self.end() == -signal.SIGXCPU
            return None, _TOO_MUCH.format(f"{seconds} s de calcul" if late else _MEMORY)
        if spent:
            self.end()
        return extraction, ""

    def _start(self) -> Connection:
        self.channel, theirs = Pipe()
        command = [sys.executable, "-m", __name__, str(theirs.fileno())]
        root = Path(__file__).parents[2]
        # what a library writes when it runs out of memory helps nobody: the alarm says it
        nowhere = subprocess.DEVNULL
        self.process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], stdin=nowhere, stderr=nowhere, cwd=root, env={**os.environ, **_LEAN}
        )
        theirs.close()
        return self.channel

    def end(self) -> int:
        """Ends the process and returns its exit code; the next document starts another."""
        if self.process is None or self.channel is None:
            return 0
        self.channel.close()
        try:
            code = self.process.wait(1)  # it may have ended by itself, and knows why
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.process = self.channel = None
        return code


_READER = _Reader()
_ONE_AT_A_TIME = threading.Lock()
atexit.register(_READER.end)


def _peak() -> int:
    """Bytes this process has held at most; `ru_maxrss` begins with what its parent held, for which a page is not to
    blame."""
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def serve(channel: Connection) -> None:
    """Reads what comes, until nobody asks any more."""
    from spiders.extract.read import read

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asked
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            document, context, seconds = channel.recv()
        except (EOFError, OSError):
            return
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds + 1, hard))
        extraction = read(document, context)
        taken = _peak() / MAX_MEMORY
        if taken > _STARVED and not extraction.listings:
            extraction = Extraction(alarms=(alarm("TooHeavy", _TOO_MUCH.format(_MEMORY), document, context),))
        channel.send((extraction, taken > _SPENT))


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
