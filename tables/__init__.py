"""Tables of data: reading and writing them, and what is to be said about their rows. Needs Polars."""

DELIMITERS = {"csv": ",", "tsv": "\t"}
FILE_FORMATS = ("csv", "tsv", "ndjson", "parquet", "arrow")
