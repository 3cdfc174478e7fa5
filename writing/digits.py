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


def percent(part: float) -> str:
    """Return a part of 1 as it was asked for: ``95 %``, ``99.999 %``."""
    return f"{100 * part:.12g} %"


def spread(uncertainty: float, digits: int) -> str:
    """Return a number as an uncertainty is written: ``0.52``, ``120``, ``3.2e-9``."""
    _, shown, power = with_uncertainty(0.0, uncertainty, digits)
    return shown + power


def measured(value: float, uncertainty: float, digits: int, plus_minus: str) -> str:
    """Return a value with its uncertainty, to so many digits of that: ``24.00 ± 0.52``."""
    shown, around, power = with_uncertainty(value, uncertainty, digits)
    text = f"{shown} {plus_minus} {around}"
    return f"({text}){power}" if power else text


def with_uncertainty(value: float, uncertainty: float, digits: int = 2) -> tuple[str, str, str]:
    """Return a value and its uncertainty, to so many digits of the uncertainty, and a power of ten.

    The power is for both, and empty for numbers of everyday size: ``24.00, 0.52``, ``1.235, 0.032, e-7``.
    """
    from decimal import Decimal, localcontext

    if not uncertainty:
        return rounded(value, 6), "0", ""
    exact, around = Decimal(repr(value)), Decimal(repr(uncertainty))
    with localcontext(prec=_WHOLE_RANGE):
        place = around.adjusted() - digits + 1
        if round(around, -place).adjusted() > around.adjusted():
            place += 1
        exponent = max(exact.adjusted(), around.adjusted()) if exact else around.adjusted()
        power = exponent if exponent < -4 or (place > 0 and exponent >= 6) else 0
        shown = [f"{round(number, -place).scaleb(-power) + 0:f}" for number in (exact, around)]
    return shown[0], shown[1], f"e{power}" if power else ""
