"""Numbers for people."""

_WHOLE_RANGE = 700
"""The digits from the largest double to the smallest."""


def rounded(value: float, digits: int) -> str:
    """Return a number with so many significant digits: ``-8``, ``0.7071``, ``1.5e-7``, ``1e6``."""
    text = f"{value + 0.0:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        return f"{mantissa}e{int(exponent)}"
    return text


def with_uncertainty(value: float, uncertainty: float, digits: int = 2) -> tuple[str, str, str]:
    """Return a value and its uncertainty, to so many digits of the uncertainty, and a power of ten.

    The power is for both, and empty for numbers of everyday size: ``24.00, 0.52``, ``1.235, 0.032, e-7``.
    """
    from decimal import Decimal, localcontext

    if not uncertainty:
        return rounded(value, 6), "0", ""
    exact, spread = Decimal(repr(value)), Decimal(repr(uncertainty))
    with localcontext(prec=_WHOLE_RANGE):
        place = spread.adjusted() - digits + 1
        if round(spread, -place).adjusted() > spread.adjusted():
            place += 1
        exponent = max(exact.adjusted(), spread.adjusted()) if exact else spread.adjusted()
        power = exponent if exponent < -4 or (place > 0 and exponent >= 6) else 0
        shown = [f"{round(number, -place).scaleb(-power):f}" for number in (exact, spread)]
    return shown[0], shown[1], f"e{power}" if power else ""
