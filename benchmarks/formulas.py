"""Lines of physics formulas for the throughput benchmarks: 20 to 60 tokens each, all different."""

from collections.abc import Iterator

FORMULAS = (
    "F = G*m1*m2/((x2-x1)**2+(y2-y1)**2+(z2-z1)**2)",
    "L = exp(-((x-m)/s)**2/2)/(sqrt(2*pi)*s) + k*x - m/s",
    "E = m*c**2/sqrt(1 - v**2/c**2) - m*c**2 + q*u*(1 - v/c)",
    "P = n*R*T/(V - n*b) - a*n**2/V**2 + R*T*(1 - b/V)",
    "I = 2*h*f**3/c**2/(exp(h*f/(k*T)) - 1) + s*f/(1 + f**2)",
    "x = A*exp(-g*t/2)*cos(sqrt(w**2 - g**2/4)*t + p) + x0*sin(w*t)",
    "T = 2*pi*sqrt(l/g)*(1 + q**2/16 + 11*q**4/3072) + d*l/g",
    "R = r1*r2/(r1 + r2) + r3*(r1 + r4)/(r1 + r3 + r4) - r2/(1 + a*t)",
    "Q = k*A*(t1 - t2)/d + e*s*A*(t1**4 - t2**4) + h*A*(t1 - t0)",
    "B = u*I*r**2/(2*(r**2 + z**2)**1.5) + u*N*I/(2*pi*z) - b*z",
    "v = sqrt(2*g*h/(1 + J/(m*r**2))) - k*sqrt(h)/(m*r) + v0*exp(-h)",
    "f = c/(2*l)*sqrt((n/a)**2 + (m/b)**2 + (p/d)**2) + q*l/(a*b)",
)


def lines(count: int) -> Iterator[str]:
    """Yield so many lines, each with constants of its own."""
    for number in range(count):
        formula = FORMULAS[number % len(FORMULAS)]
        yield f"{formula} + {number}.5"


NAMES = [
    "G",
    "m1",
    "m2",
    "x2",
    "x1",
    "y2",
    "y1",
    "z2",
    "z1",
    "x",
    "m",
    "s",
    "k",
    "c",
    "v",
    "q",
    "u",
    "n",
    "R",
    "T",
    "V",
    "b",
    "a",
    "h",
    "f",
    "A",
    "g",
    "t",
    "w",
    "p",
    "x0",
    "l",
    "d",
    "r1",
    "r2",
    "r3",
    "r4",
    "t1",
    "t2",
    "t0",
    "e",
    "I",
    "r",
    "z",
    "N",
    "J",
    "v0",
    "B",
]
VALUES = {name: 1.5 + 0.125 * index for index, name in enumerate(NAMES)} | {"v": 0.5, "b": 0.25}
"""A point at which every formula is defined."""
