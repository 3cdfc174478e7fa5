"""`backprop hessian`: the matrix of second derivatives."""

import json

import pytest

from .conftest import Run
from .derivatives import CASES, check_second_derivatives, read, values


@pytest.mark.parametrize("text", CASES)
def test_second_derivatives_against_mpmath(text: str) -> None:
    check_second_derivatives(text, values(read(text)[0]))


def test_hessian(backprop: Run) -> None:
    rosenbrock = ["f = (1 - x)**2 + 100*(y - x**2)**2", "x=1", "y=1"]
    assert backprop("hessian", *rosenbrock, "--format", "plain").stdout == "802.0\t-400.0\n-400.0\t200.0\n"
    assert (
        backprop("hessian", *rosenbrock, "--format", "csv").stdout
        == "output,input,x,y\nf,x,802.0,-400.0\nf,y,-400.0,200.0\n"
    )
    two = backprop("hessian", "p = x*y; q = x**2", "x=1", "y=2", "--format", "csv").stdout
    assert two == "output,input,x,y\np,x,0.0,1.0\np,y,1.0,0.0\nq,x,2.0,0.0\nq,y,0.0,0.0\n"
    record = json.loads(backprop("hessian", *rosenbrock, "--format", "json").stdout)
    assert record["hessian"] == {"x": {"x": 802.0, "y": -400.0}, "y": {"x": -400.0, "y": 200.0}}
    table = backprop("hessian", *rosenbrock).stdout.splitlines()
    assert table[0] == "f = 0"
    assert [line.split() for line in table[3:]] == [["x", "802", "-400"], ["y", "-400", "200"]]


def test_hessian_of_linear_and_partial_functions(backprop: Run) -> None:
    assert backprop("hessian", "a + 2*b", "a=1", "b=2", "--format", "plain").stdout == "0.0\t0.0\n0.0\t0.0\n"
    assert backprop("hessian", "a**2*b", "a=1", "b=2", "--wrt", "a", "--format", "plain").stdout == "4.0\n"
    outcome = backprop("hessian", "log(b)*a", "a=1", "b=-3")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert "log(b) is undefined at b = -3" in outcome.stderr
    assert backprop("hessian", "a*b", "a=1").code == 2
    power = ["n = 3; f = x**n", "x=-2"]
    assert backprop("hessian", *power, "--wrt", "x", "--format", "plain").stdout == "-12.0\n"
    undefined = backprop("hessian", "y = floor(log(x))", "x=-1", "--format", "json")
    assert (undefined.code, undefined.stdout) == (1, "")
