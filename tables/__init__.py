"""Tables of data: reading and writing them, and what is to be said about their rows. Needs Polars."""

DELIMITERS = {"csv": ",", "tsv": "\t"}
FILE_FORMATS = ("csv", "tsv", "json", "ndjson", "parquet", "arrow")
EXTENSIONS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
