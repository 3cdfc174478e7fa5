"""The formats of results, one file for each."""
