"""The computational graph, its operations and its passes. Knows neither text nor terminal."""
