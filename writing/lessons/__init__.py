"""The worked lesson as data: each derivative with its reason."""
