"""Pure extractors: a document in, listings and alarms out. No Scrapy, no network, no normalisation."""
