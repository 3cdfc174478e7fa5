"""An engine: the graph on the columns of a table, as a query of Polars. Another would stand beside it."""
