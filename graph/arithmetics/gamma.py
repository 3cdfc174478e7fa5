"""The gamma function, its logarithm and the derivatives of that, for positive numbers, to 4 ulp.

Near their zeros they are a polynomial times the distance from the zero, which keeps all digits there; far off
the asymptotic series (NIST Digital Library of Mathematical Functions, 5.11.1, 5.11.2 and 25.11.43); between,
the recurrence. The polynomials interpolate at Chebyshev points, computed with 60 digits, and begin with the
power 0; a test holds them against mpmath.
"""

import math
from functools import reduce
from operator import add, mul
from typing import Any

from .error_function import polynomial
from .exact import difference, multiplied

_NEAR_1 = [
    -0.5772156649015329, 0.4112335167120566, -0.10017140859663515, 0.033822601053474184,
    -0.012961596939143456, 0.005298661781096874, -0.0022507796407979248, 0.000980544294998318,
    -0.00043489942592398986, 0.00019550672863341594, -8.882267872411106e-05, 4.070030975107483e-05,
    -1.878033097794708e-05, 8.718861267902717e-06, -4.0760961192302446e-06, 1.910754905621469e-06,
    -8.810006201294924e-07, 4.158127519482745e-07, -2.2830981659958212e-07, 1.0872459430034551e-07,
    -1.3837183080760643e-08, 6.358993834844551e-09, -3.4565856505710116e-08, 1.6703283304954438e-08,
    9.111852456680257e-09, -4.427808791281674e-09, -3.348466777639913e-09, 1.6214562684314025e-09,
]  # fmt: skip
_NEAR_2 = [
    0.42278433509846713, 0.1612335167120566, -0.016838075263298908, 0.0025726010534729226,
    -0.00046159693930847154, 9.03284478395594e-05, -1.8636779703098573e-05, 3.981793122286463e-06,
    -8.716991307145595e-07, 1.94253158049944e-07, -4.38708276994606e-08, 1.0012704932493954e-08,
    -2.3086641882572558e-09, 5.350164231426595e-10, -1.2050236137952312e-10, 2.8206946487921987e-11,
    -8.867306165956492e-12, 2.0962059060600024e-12,
]  # fmt: skip
_NEAR_ROOT = [
    0.9015925158282158, -0.2311093527858818, 0.07528129867245034, -0.02665942038231628, 0.009805681981249415,
    -0.0036771609111077466, 0.0013935828207068625, -0.000531320325139834, 0.00020328132017831011,
    -7.79361279639513e-05, 2.9917388550163284e-05, -1.149299225198942e-05, 4.416433327625738e-06,
    -1.6978634692710576e-06, 6.545430042008237e-07, -2.51704289994071e-07, 9.410768586374605e-08,
    -3.619283554659043e-08, 1.673431899164711e-08, -6.436138323449882e-09, 6.08897239396411e-10,
    -2.341839762514192e-10, 8.011195784570071e-10, -3.08122290698246e-10,
]  # fmt: skip
_ROOT, _ROOT_REST = 1.4616321449683622, 9.549995429965697e-17
"""The zero of digamma, and what its rounding leaves out."""

_BERNOULLI = [
    1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330,
    854513 / 138, -236364091 / 2730,
]  # fmt: skip
"""The Bernoulli numbers B2, B4, ... B24."""

LOG_SERIES = [b / (2 * k * (2 * k - 1)) for k, b in enumerate(_BERNOULLI[:8], 1)]
SLOPE_SERIES = [b / (2 * k) for k, b in enumerate(_BERNOULLI[:8], 1)]
FAR = 10
"""From here on, eight terms of the series are enough."""

_EXPM1 = [1 / math.factorial(power) for power in range(1, 8)]
"""(exp(x) - 1)/x for x up to 1/100."""

_STEPS = range(1, FAR - 1)
_HALF_LOG_OF_TAU = 0.9189385332046727


ROOT_OF_TAU, ROOT_OF_TAU_REST = 2.5066282746310007, -7.3120454939244e-17
"""sqrt(2*pi), and what its rounding leaves out, in parts of it."""


def gamma(m: Any, x: Any) -> Any:
    """The gamma function in any arithmetic, undefined where log(x) is."""
    low = m.max(0, m.min(x, 3 / 2))
    from_1 = m.where(low < 1 / 2, low, low - 1)
    first = m.exp(from_1 * polynomial(_NEAR_1, 2 * from_1)) / m.where(x < 1 / 2, x, 1)
    middle = m.max(3 / 2, m.min(x, FAR))
    steps = m.ceil(middle - 5 / 2)
    from_2 = middle - 2 - steps
    factors = [m.where(steps >= step, middle - step, 1) for step in _STEPS]
    near = m.exp(from_2 * polynomial(_NEAR_2, 2 * from_2)) * reduce(mul, factors)
    return m.where(
        x > 0, m.where(x <= 3 / 2, first, m.where(x < FAR, near, _of_large(m, m.max(x, FAR)))), m.log(x)
    )


def gamma_of_number(m: Any, x: float) -> float:
    """The same on doubles, where products of many factors are known to twice the digits."""
    if x <= 5 / 2:
        return float(gamma(m, x))
    if x < FAR:
        steps = range(1, math.ceil(x - 5 / 2) + 1)
        from_2 = x - 2 - len(steps)
        factors, rest = reduce(multiplied, [x - step for step in steps], (1.0, 0.0))
        found = math.exp(from_2 * polynomial(_NEAR_2, 2 * from_2)) * factors
        return found + found * rest
    parts = [math.pow(x, x - 1 / 2)] if x < 140 else [math.pow(x, x / 2 - 1 / 4)] * 2
    *first, last = [ROOT_OF_TAU, math.exp(-x), *parts]
    found, rest = reduce(multiplied, first, (1.0, _rest_of_large(x)))
    return float((found + found * rest) * last)


def _of_large(m: Any, x: Any) -> Any:
    """Stirling's series, from `FAR` on: the power in two parts, for it is out of range before the whole."""
    power = m.power(x, x / 2 - 1 / 4)
    found = power * m.exp(-x) * ROOT_OF_TAU
    return (found + found * _rest_of_large(x)) * power


def _rest_of_large(x: Any) -> Any:
    """exp(series) - 1, and the rest of sqrt(2*pi)."""
    series = polynomial(LOG_SERIES, 1 / x / x) / x
    return series * polynomial(_EXPM1, series) + ROOT_OF_TAU_REST


def lgamma(m: Any, x: Any) -> Any:
    """log(gamma(x)) in any arithmetic, undefined where log(x) is."""
    from_1 = m.where(x < 1 / 2, x, x - 1)
    low = from_1 * polynomial(_NEAR_1, 2 * from_1) - m.log(m.where(x < 1 / 2, x, 1))
    steps = m.ceil(m.min(x, FAR) - 5 / 2)
    from_2 = x - 2 - steps
    factors = [m.where(steps >= step, x - step, 1) for step in _STEPS]
    near = from_2 * polynomial(_NEAR_2, 2 * from_2) + m.log(reduce(mul, factors))
    series = polynomial(LOG_SERIES, 1 / x / x) / x
    far = (x - 1 / 2) * (m.log(x) - 1) + (_HALF_LOG_OF_TAU - 1 / 2 + series)
    return m.where(x <= 3 / 2, low, m.where(x < FAR, near, far))


def digamma(m: Any, x: Any) -> Any:
    """The derivative of lgamma in any arithmetic, undefined where log(x) is."""
    steps = m.max(0, m.floor(m.min(x, FAR) - 5 / 4))
    distance = m.where(x < 1, x - (_ROOT - 1), x - steps - _ROOT) - _ROOT_REST
    terms = [m.where(steps >= step, 1, 0) / m.where(steps >= step, x - step, 1) for step in _STEPS]
    near = distance * polynomial(_NEAR_ROOT, (distance + (_ROOT - 13 / 8)) * 1.6) + reduce(add, terms)
    far = m.log(x) - 1 / (2 * x) - polynomial(SLOPE_SERIES, 1 / x / x) / x / x
    low = m.where(x > 0, near - 1 / x, m.log(x))  # which is undefined
    return m.where(x < 1, low, m.where(x < FAR, near, far))


def polygamma(order: float, x: float) -> float:
    """The derivative of digamma of an order, a whole number from 1 to 101, for a positive number."""
    n = int(order)
    if n != order or not 1 <= n <= 101 or x <= 0:
        raise ValueError
    size, last = math.factorial(n), max(0, math.ceil(n + 15 - x))
    terms = [_over_power(size, x, shift, n + 1) for shift in range(last)]
    terms += [_over_power(math.factorial(n - 1), x, last, n), _over_power(size, x, last, n + 1) / 2]
    for k, bernoulli in enumerate(_BERNOULLI, 1):
        scale = bernoulli * math.perm(2 * k + n - 1, 2 * k - 1) / math.factorial(2 * k)
        terms.append(_over_power(scale * size, x, last, n + 2 * k))
    return math.fsum(terms) if n % 2 else -math.fsum(terms)


def _over_power(a: float, x: float, shift: int, n: int) -> float:
    """a/(x + shift)**n, where the power may be out of range, and n times the rounding of the sum matters."""
    base, lost = difference(x, -shift)
    (high, power_of_a), (mantissa, power) = math.frexp(a), math.frexp(base)
    return math.ldexp(high / mantissa**n * (1 - n * lost / base), power_of_a - power * n)
