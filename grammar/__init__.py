"""The language: text in, graph out. Knows no terminal."""
