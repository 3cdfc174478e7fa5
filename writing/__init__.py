"""From the graph to text: notation, statements, other languages, mathematics, lessons. Prints nothing."""
