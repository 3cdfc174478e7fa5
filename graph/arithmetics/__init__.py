"""What the rows of the table of operations run on: numbers, text, nodes. Columns are in `tables.polars`."""
