"""Four of the sets of data for nonlinear regression of NIST's Statistical Reference Datasets (StRD).

Source: https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml, with its certified values.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Regression(NamedTuple):
    """A model, the data, two starts, and by parameter the certified value and standard deviation."""

    program: str
    x: Sequence[float]
    y: Sequence[float]
    starts: Sequence[Mapping[str, float]]
    certified: Mapping[str, tuple[float, float]]
    sum_of_squares: float
    degrees_of_freedom: int

    @property
    def table(self) -> str:
        """The data as CSV."""
        return "".join(["y,x\n", *(f"{y!r},{x!r}\n" for x, y in zip(self.x, self.y, strict=True))])


SETS = {
    "Misra1a": Regression(
        "y = b1*(1 - exp(-b2*x))",
        [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0],
        [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78],
        [{"b1": 500, "b2": 0.0001}, {"b1": 250, "b2": 0.0005}],
        {"b1": (2.3894212918e02, 2.7070075241e00), "b2": (5.5015643181e-04, 7.2668688436e-06)},
        1.2455138894e-01,
        12,
    ),
    "BoxBOD": Regression(
        "y = b1*(1 - exp(-b2*x))",
        [1, 2, 3, 5, 7, 10],
        [109, 149, 149, 191, 213, 224],
        [{"b1": 1, "b2": 1}, {"b1": 100, "b2": 0.75}],
        {"b1": (2.1380940889e02, 1.2354515176e01), "b2": (5.4723748542e-01, 1.0455993237e-01)},
        1.1680088766e03,
        4,
    ),
    "MGH09": Regression(
        "y = b1*(x**2 + x*b2)/(x**2 + x*b3 + b4)",
        [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625],
        [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246],
        [{"b1": 25, "b2": 39, "b3": 41.5, "b4": 39}, {"b1": 0.25, "b2": 0.39, "b3": 0.415, "b4": 0.39}],
        {
            "b1": (1.9280693458e-01, 1.1435312227e-02),
            "b2": (1.9128232873e-01, 1.9633220911e-01),
            "b3": (1.2305650693e-01, 8.0842031232e-02),
            "b4": (1.3606233068e-01, 9.0025542308e-02),
        },
        3.0750560385e-04,
        7,
    ),
    "MGH10": Regression(
        "y = b1*exp(b2/(x + b3))",
        [50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100, 105, 110, 115, 120, 125],
        [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872],
        [{"b1": 2, "b2": 400000, "b3": 25000}, {"b1": 0.02, "b2": 4000, "b3": 250}],
        {
            "b1": (5.6096364710e-03, 1.5687892471e-04),
            "b2": (6.1813463463e03, 2.3309021107e01),
            "b3": (3.4522363462e02, 7.8486103508e-01),
        },
        8.7945855171e01,
        13,
    ),
}  # fmt: skip
