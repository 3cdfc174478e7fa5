"""What colours mean, wherever there are any: the sign of a derivative.

Blue where the output rises with a node, orange where it falls: colours that the colour-blind tell apart
too, and as bright as each other, so that both can be read on black and on white. What they say, the sign
of the number says as well. In a terminal errors are red and notes yellow, and nothing else is coloured.
Only where several curves stand in one plot, colours tell these apart; so do marks, and a legend.
"""

from enum import Enum


class Colour(Enum):
    """A colour, and its number among the 256 of terminals."""

    RISES = ("#0087d7", 32)
    FALLS = ("#d75f00", 166)

    def __init__(self, hexadecimal: str, number: int) -> None:
        self.hexadecimal = hexadecimal
        self.number = number

    def on_white(self, share: float) -> str:
        """Return so large a share of it on white, as ``#rrggbb``: black letters can be read on all of it."""
        parts = bytes.fromhex(self.hexadecimal[1:])
        return f"#{bytes(round(255 - (255 - part) * share) for part in parts).hex()}"


class Hue(Enum):
    """The colours of curves, in their order, and their numbers among the 256 of terminals.

    The colour-blind tell them apart. Source: M. Okabe, K. Ito, Color Universal Design (2008), made even.
    """

    BLUE = ("#0087d7", 32)
    ORANGE = ("#d75f00", 166)
    GREEN = ("#00875f", 29)
    PURPLE = ("#af5faf", 133)
    OCHRE = ("#af8700", 136)
    GREY = ("#878787", 102)

    def __init__(self, hexadecimal: str, number: int) -> None:
        self.hexadecimal = hexadecimal
        self.number = number


def of_curve(number: int) -> Hue:
    """Return the colour of one curve of several."""
    hues: list[Hue] = [*Hue]
    return hues[number % len(hues)]


def of(number: float) -> Colour | None:
    """Return the colour of a derivative; none where it is 0."""
    if not number:
        return None
    return Colour.RISES if number > 0 else Colour.FALLS


def of_text(number: str) -> Colour | None:
    """Return the colour of a derivative that is written in digits, or of none."""
    if number in ("", "0"):
        return None
    return Colour.FALLS if number.startswith("-") else Colour.RISES
