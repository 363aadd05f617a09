"""Data folders that are an address, such as `s3://bucket/observatoire`, and the only place that knows of it.

Everything else reads and writes plain files: SQLite, Parquet, WARC and Scrapy want a disk. So a command pulls what the
store holds into a working folder and, when it ends, pushes what it changed there (`mirror`), while it holds a lease on
the store (`lease`).
"""
