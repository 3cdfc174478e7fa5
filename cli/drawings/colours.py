"""Colours of gradients: green where the output rises with a node, red where it falls."""


def fill(strength: float) -> str:
    """Return a light colour, deeper for larger gradients, on which black letters can be read."""
    share = abs(strength)
    weak, strong = 255, 150
    faded = round(weak - (weak - strong) * share)
    if strength >= 0:
        return f"#{faded:02x}ff{faded:02x}" if share else "#ffffff"
    return f"#ff{faded:02x}{faded:02x}"
