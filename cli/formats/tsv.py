"""Tab-separated values: records under the names of their columns, exact."""

from .csv import separated

FORMAT = separated("\t")
