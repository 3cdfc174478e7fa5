"""Numbers for people."""


def rounded(value: float, digits: int) -> str:
    """Return a number with so many significant digits: ``-8``, ``0.7071``, ``1.5e-7``, ``1e6``."""
    text = f"{value + 0.0:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        return f"{mantissa}e{int(exponent)}"
    return text
