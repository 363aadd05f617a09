"""The one settings module of every crawl. `OBSERVATOIRE_MODE` chooses `live`, `replay` or `plain`, and
`OBSERVATOIRE_REPETITION=1` a crawl of this machine alone, `OBSERVATOIRE_CONTACT` is in the user agent; nothing else
comes from the environment."""

import os
from pathlib import Path

from spiders.clock import rehearsing
from spiders.contact import user_agent
from spiders.document import MAX_BYTES

ROOT = Path(__file__).resolve().parent.parent

BOT_NAME = "observatoire-cpts"
USER_AGENT = user_agent()  # whoever runs the crawl answers for it: here a publisher learns whom to write to
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/json,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "fr",
    # Scrapy would also offer brotli and zstd, which WARC readers do not all open
    "Accept-Encoding": "gzip, deflate",
}

SPIDER_LOADER_CLASS = "spiders.loader.CardLoader"
SOURCE_CARDS = ""  # another folder of cards than `spiders/sources`

# the archive is below everything, so that it sees robots.txt, redirections, errors and encoded bodies;
# reconstructions take the place of the wire
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    # drops in silence what leads to another site; the guard follows or names it
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "spiders.wire.AddressGuard": 50,
    "spiders.politeness.RobotsGuard": 100,
    "spiders.politeness.RetryAfter": 560,
    "spiders.archive.middleware.ArchiveMiddleware": 950,
    "spiders.archive.reconstruct.ReconstructionMiddleware": 960,
}
ARCHIVE_MODE = os.environ.get("OBSERVATOIRE_MODE", "replay")
ARCHIVE_FOLDER = str(ROOT / "datasets" / "captures")
ARCHIVE_DATE = ""  # day of the capture, today when empty
ARCHIVE_CLOCK = ""  # fixed date of every record, the real one when empty
ARCHIVE_RUN = ""  # identifier of the run in the warcinfo record, its start when empty
RECONSTRUCTIONS = ""  # folder of reconstructed pages to answer from

# -- politeness: one request at a time, 1.5 s apart and never regularly ------------------------------------
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 0 if rehearsing() else 1.5
DOWNLOAD_DELAY_JITTER = 0.3
RETRY_TIMES = 2
RETRY_HTTP_CODES = [429, 500, 502, 503, 504, 522, 524]
RETRY_AFTER_MAX = 120  # seconds; a publisher who asks for more is left alone until the next crawl
# a name that does not resolve will not in the next seconds: libc has already tried its servers; a server that said
# nothing for thirty seconds, or did not end, would not the next times either
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.ResponseDataLossError",
]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"

ENTRY_PAGES_ONLY = False  # `observatoire sources check` asks for nothing else

# -- bounds ------------------------------------------------------------------------------------------------
DNS_TIMEOUT = 10
DNS_RESOLVER = "spiders.wire.JudgingResolver"
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = MAX_BYTES
DOWNLOAD_WARNSIZE = MAX_BYTES // 2
REDIRECT_MAX_TIMES = 5
EXTRACTION_TIMEOUT = 60  # seconds of computing for one document; a long PDF takes about ten
CLOSESPIDER_TIMEOUT = 1800
DOWNLOAD_VERIFY_CERTIFICATES = True
# a server that says it sends more than it does has sent less than a document
DOWNLOAD_FAIL_ON_DATALOSS = True
# spiders look at the status of every answer themselves
HTTPERROR_ALLOW_ALL = True

# -- what a census does not need ---------------------------------------------------------------------------
COOKIES_ENABLED = False
METAREFRESH_ENABLED = False
REFERER_ENABLED = True
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # 2.19 opens a local port that runs any Python sent to it
MEMUSAGE_ENABLED = False
LOGSTATS_INTERVAL = 0
LOG_LEVEL = "WARNING"
LOG_VERSIONS: list[str] = []
