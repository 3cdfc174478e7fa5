"""The reciprocals of the hyperbolic functions, and the inverses of reciprocals, in any arithmetic.

A root or a logarithm of 1/x would lose the digits that x has near 1, so it is taken of the distance from 1.
"""

from typing import Any


def coth(m: Any, x: Any) -> Any:
    """Undefined at 0, for there 1/0 is."""
    return 1 / m.tanh(x)


def csch(m: Any, x: Any) -> Any:
    """2*t/(1 - t**2) at t = exp(-abs(x)), which cannot overflow."""
    return 2 * m.exp(-abs(x)) / m.where(x < 0, m.expm1(-2 * abs(x)), -m.expm1(-2 * abs(x)))


def csch_square(m: Any, x: Any) -> Any:
    """The same, squared, where the square of the divisor may be out of range."""
    divisor = m.expm1(-2 * abs(x))
    return 4 * m.exp(-2 * abs(x)) / divisor / divisor


def csch_slope(m: Any, x: Any) -> Any:
    """-csch(x)*coth(x), which is -2*t*(1 + t**2)/(1 - t**2)**2."""
    divisor = m.expm1(-2 * abs(x))
    return -2 * m.exp(-abs(x)) * (2 + divisor) / divisor / divisor


def acot(m: Any, x: Any) -> Any:
    """The branch from -pi/2 to pi/2; undefined at 0, where it jumps."""
    return m.atan(1 / x)


def asec(m: Any, x: Any) -> Any:
    """atan(sqrt(x**2 - 1)) for a positive x."""
    angle = m.atan(m.root_square_minus_one(abs(x)))
    return m.where(x < 0, m.pi - angle, angle)


def acsc(m: Any, x: Any) -> Any:
    """The angle of the point (sqrt(x**2 - 1), 1) for a positive x."""
    angle = m.atan2(1, m.root_square_minus_one(abs(x)))
    return m.where(x < 0, -angle, angle)


def asech(m: Any, x: Any) -> Any:
    """log((1 + sqrt(1 - x**2))/x), whose argument is near 1 where x is, and out of range for tiny x."""
    root = m.sqrt(m.one_minus_square(x))
    near = m.log1p((1 - x + root) / m.max(x, 1 / 2))
    return m.where(x < 1 / 2, m.log(1 + root) - m.log(x), near)


def acsch(m: Any, x: Any) -> Any:
    """asinh(1/x); for tiny x, where 1/x may be out of range, log(2/x)."""
    far = m.log(2) - m.log(abs(x))
    return m.where(abs(x) < 1e-9, m.where(x < 0, -far, far), m.asinh(1 / x))


def acoth(m: Any, x: Any) -> Any:
    """log((x + 1)/(x - 1))/2 for a positive x."""
    size = m.log1p(2 / (abs(x) - 1)) / 2
    return m.where(x < 0, -size, size)


def logit(m: Any, x: Any) -> Any:
    """log(x/(1 - x)), near its zero by the distance from there."""
    is_near = abs(x - 1 / 2) < 1 / 4
    near = m.where(is_near, x, 1 / 2)
    return m.where(is_near, m.log1p((2 * near - 1) / (1 - near)), m.log(x / (1 - x)))
