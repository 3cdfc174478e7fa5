"""What other notations write: each mistake is named, with its place and what to write instead."""

from difflib import SequenceMatcher

import pytest

from backprop.cli.diagnostics import draw
from backprop.grammar.naming import closest
from backprop.grammar.problem import ProgramProblem, Source
from backprop.writing.evaluation import Evaluation

from .conftest import Run

MISTAKES = [
    ("sin x", "'sin' needs parentheses\n  sin x\n      ^\nwrite sin(x)"),
    ("a = = b", "'=' is not expected here\n  a = = b\n      ^\nremove one '='"),
    ("(a + b", "this parenthesis is never closed\n  (a + b\n  ^\nadd ')'"),
    ("|x|", "'|' has no meaning here\n  |x|\n  ^\nwrite abs(x)"),
    ("2*|x + 1|", "'|' has no meaning here\n  2*|x + 1|\n    ^\nwrite abs(x + 1)"),
    ("sin⁻¹(x)", "'sin⁻¹' can be read in two ways\n  sin⁻¹(x)\n  ^^^^^\nwrite asin(x) for the inverse function, or 1/sin(x) for the quotient"),
    ("x => 2", "'=>' is not expected here\n  x => 2\n    ^^\nto compare, write >="),
    ("where(x => 2, 1, 2)", "'=>' is not expected here\n  where(x => 2, 1, 2)\n          ^^\nto compare, write >="),
    ("where(x =< 2, 1, 2)", "'=<' is not expected here\n  where(x =< 2, 1, 2)\n          ^^\nto compare, write <="),
    ("where(x <> 2, 1, 2)", "'<>' is not expected here\n  where(x <> 2, 1, 2)\n          ^^\nto compare, write !="),
    ("where(x = 2, 1, 2)", "'=' is not expected here\n  where(x = 2, 1, 2)\n          ^\nto compare, write =="),
    ("x ≥ 2", "'≥' is not expected here\n  x ≥ 2\n    ^\nconditions stand in where and before '?' only, as in where(x > 0, a, b)"),
    ("a == b", "'==' is not expected here\n  a == b\n    ^^\na definition has one '='; conditions stand in where and before '?' only, as in where(x > 0, a, b)"),
    ("1,5*x", "',' is not expected here\n  1,5*x\n   ^\nthe decimal mark is a point, as in 1.5"),
    ("1,000*x", "',' is not expected here\n  1,000*x\n   ^\nthe decimal mark is a point, as in 1.000; digits may be grouped as in 1_000"),
    ("1,000,000*x", "',' is not expected here\n  1,000,000*x\n   ^\ndigits may be grouped as in 1_000_000"),
    ("“x” + 1", "quotes have no meaning here\n  “x” + 1\n  ^^^\nnames stand without them: x"),
    ("'x'", "quotes have no meaning here\n  'x'\n  ^^^\nnames stand without them: x"),
    ("‘a b’*2", "quotes have no meaning here\n  ‘a b’*2\n  ^^^^^\nnames stand without them: `a b`"),
    ("y' + 1", "''' has no meaning here\n  y' + 1\n   ^\na name has no primes; write another, such as y_1"),
    ("tnah(x)", "unknown function 'tnah'\n  tnah(x)\n  ^^^^\ndid you mean 'tanh'?"),
    ("f(x) = f(x - 1)", "'f' calls itself\n  f(x) = f(x - 1)\n         ^\nfunctions have no recursion; repeat a statement instead"),
    ("f(x) = g(x); g(x) = f(x)", "unknown function 'g'\n  f(x) = g(x); g(x) = f(x)\n         ^\ndefine 'g' first; functions cannot call each other in a circle"),
    ("atan2(a)", "'atan2' takes 2 arguments, but 1 is given\n  atan2(a)\n  ^^^^^\nwrite atan2(y, x)"),
    ("sin^2 x", "'sin' needs parentheses\n  sin^2 x\n        ^\nwrite sin(x)**2"),
    ("atan(y, x)", "'atan' takes 1 argument, but 2 are given\n  atan(y, x)\n  ^^^^\nthe angle of a point is atan2(y, x)"),
    ("sin()", "'sin' takes 1 argument, but none are given\n  sin()\n  ^^^\nwrite sin(x)"),
    ("sum()", "'sum' takes one argument or more, but none is given\n  sum()\n  ^^^\nwrite sum(a, b, c)"),
    ("a•b", "'•' has no meaning here\n  a•b\n   ^\nto multiply, write *"),
    ("∞", "'∞' has no meaning here\n  ∞\n  ^\nthere is no infinity; write a large number, such as 1e300"),
    ("½*x", "'½' has no meaning here\n  ½*x\n  ^\nwrite (1/2)"),
    ("٣*x", "'٣' has no meaning here\n  ٣*x\n  ^\nwrite 3"),
    ("x if x > 0 else 2", "an operator is missing between 'x' and 'if'\n  x if x > 0 else 2\n    ^^\nto choose, write where(x > 0, a, b)"),
    ("where(!x, 1, 2)", "a condition is missing before ','\n  where(!x, 1, 2)\n          ^\nwhere takes a condition first, as in where(x > 0, a, b)"),
    ("x > 0 and y > 0", "'>' is not expected here\n  x > 0 and y > 0\n              ^\nconditions stand in where and before '?' only, as in where(x > 0, a, b)"),
    ("a and b", "an operator is missing between 'a' and 'and'\n  a and b\n    ^^^\nconditions stand in where and before '?' only, as in where(x > 0 and y > 0, a, b)"),
    ("def f(x): x", "an operator is missing between 'def' and 'f'\n  def f(x): x\n      ^\na function is a statement, as in f(x) = x**2 + 1"),
    ("lambda x: x", "an operator is missing between 'lambda' and 'x'\n  lambda x: x\n         ^\na function is a statement, as in f(x) = x**2 + 1"),
    ("x = 2 y = 3", "an operator is missing between '2' and 'y'\n  x = 2 y = 3\n        ^\nstatements are separated by ';', as in x = 2; y = 3"),
    ("x = 2, y = 3", "',' is not expected here\n  x = 2, y = 3\n       ^\nstatements are separated by ';'"),
    ("y = x = 2", "'=' is not expected here\n  y = x = 2\n        ^\ndefine one name in each statement, as in x = 2; y = x"),
    ("x + 1 = y", "'=' is not expected here\n  x + 1 = y\n        ^\na definition is a name, one '=' and an expression"),
    ("a//b", "a value is missing between '/' and '/'\n  a//b\n    ^\nto divide and round down, write floor(x/y)"),
    ("50%", "a value is missing after '%'\n  50%\n     ^\n% is the remainder of a division; a percentage is a quotient, as in 5/100"),
    ("x^^2", "a value is missing between '^' and '^'\n  x^^2\n    ^\na power is written x**y or x^y"),
    ("a mod b", "an operator is missing between 'a' and 'mod'\n  a mod b\n    ^^^\nthe remainder of x/y is x % y"),
    ("Φ(x)", "unknown function 'Φ'\n  Φ(x)\n  ^\nwrite normcdf(x)"),
    ("0x10*a", "an operator is missing between '0' and 'x10'\n  0x10*a\n   ^^^\nnumbers are decimal: write 16"),
    ("10 000*x", "an operator is missing between '10' and '000'\n  10 000*x\n     ^^^\ndigits may be grouped as in 10_000"),
    ("max(a; b)", "this parenthesis is never closed\n  max(a; b)\n     ^\nadd ')'; arguments are separated by commas"),
    ("[a + b]*2", "'[' has no meaning here\n  [a + b]*2\n  ^\nuse parentheses: ( )"),
    ("a ? b : c", "'?' has no condition before it\n  a ? b : c\n    ^\nwrite one, as in x != 0 ? a : b"),
    ("L = a*b.", "'.' has no meaning here\n  L = a*b.\n         ^\nremove it"),
    ("∑x", "'∑' has no meaning here\n  ∑x\n  ^\nwrite sum(a, b, c)"),
    ("∫x", "'∫' has no meaning here\n  ∫x\n  ^\nthere are no integrals"),
    ("∂L", "'∂' has no meaning here\n  ∂L\n  ^\nwrite the expression only; its derivatives are what comes out"),
    ("x!", "'!' has no meaning here\n  x!\n   ^\nthe factorial of n is gamma(n + 1)"),
    ("a\u200bb", "U+200B (zero width space) has no meaning here\n  a�b\n   ^\nremove it"),
    ("\u0301 + x", "U+0301 (combining acute accent) has no meaning here\n  ◌\u0301 + x\n  ^\nremove it"),
    ("y + 2\u0301x", "U+0301 (combining acute accent) has no meaning here\n  y + 2◌\u0301x\n       ^\nremove it"),
    ("a\udcffb", "the byte 0xff is not UTF-8\n  a�b\n   ^\nwrite the program in UTF-8"),
    ("where(x > 0, 1)", "a value is missing before ')'\n  where(x > 0, 1)\n                ^\nwhere takes a condition and two values, as in where(x > 0, a, b)"),
    ("where(x > 0, 1, 2, 3)", "',' is not expected here\n  where(x > 0, 1, 2, 3)\n                   ^\nwhere takes a condition and two values, as in where(x > 0, a, b)"),
    ("f(2) = 3", "a parameter of a function is a name\n  f(2) = 3\n    ^\nwrite names, as in f(x, y) = x*y"),
    ("e**x", "no value for e, x\n  e**x\n  ^  ^\ngive each a value, as in e=1 x=1; e is a name like any other, and e**x is written exp(x)"),
    ("lenght = 2; 3*length", "no value for length\n  lenght = 2; 3*length\n                ^^^^^^\ndid you mean 'lenght'?"),
    ("a += 1", "'a' is used before its definition\n  a += 1\n  ^\ndefine it first, as in a = 2, or give the new result a name of its own"),
    ("a²(b+c)", "'a' is no function\n  a²(b+c)\n  ^\nto multiply, write a²*(...)"),
    ("x² and y", "an operator is missing between '²' and 'and'\n  x² and y\n     ^^^\nconditions stand in where and before '?' only, as in where(x > 0 and y > 0, a, b)"),
    ("sin(x=2)", "'=' is not expected here\n  sin(x=2)\n       ^\nan argument is a value alone, without 'x ='"),
    ("max(a=1, b)", "'=' is not expected here\n  max(a=1, b)\n       ^\nan argument is a value alone, without 'a ='"),
    ("f(x = 2) = x", "'=' is not expected here\n  f(x = 2) = x\n      ^\na parameter of a function is a name alone, as in f(x, y) = x*y"),
    ("(x = 2)*3", "'=' is not expected here\n  (x = 2)*3\n     ^\na definition is a statement of its own, as in x = 2; y = 3*x"),
    ("max(a = 1, b", "this parenthesis is never closed\n  max(a = 1, b\n     ^\nadd ')'"),
    ("“a*b”", "quotes have no meaning here\n  “a*b”\n  ^^^^^\nwrite a*b"),
    ("'1/3'", "quotes have no meaning here\n  '1/3'\n  ^^^^^\nwrite 1/3"),
    ("\"Temp (C)\"*2", "quotes have no meaning here\n  \"Temp (C)\"*2\n  ^^^^^^^^^^\nnames stand without them: `Temp (C)`"),
    ("||x||", "a value is missing before '||'\n  ||x||\n  ^^\nwrite abs(x)"),
    ("y = where x > 0, 1, 2", "'where' needs parentheses\n  y = where x > 0, 1, 2\n            ^\nwrite where(x > 0, 1, 2)"),
    ("where x", "'where' needs parentheses\n  where x\n        ^\nwrite where(x > 0, a, b)"),
    ("sin 2*x", "'sin' needs parentheses\n  sin 2*x\n      ^\nwrite sin(2*x), or sin(2)*x"),
    ("sin 2x", "'sin' needs parentheses\n  sin 2x\n      ^\nwrite sin(2*x)"),
    ("tan sin x", "'tan' needs parentheses\n  tan sin x\n      ^^^\nwrite tan(sin(x))"),
    ("f(x, y) = x; f + 1", "no value for f\n  f(x, y) = x; f + 1\n               ^\nf is a function: write f(x, y)"),
    ("where(x ⩾ 1, 2, 3)", "'⩾' has no meaning here\n  where(x ⩾ 1, 2, 3)\n          ^\nto compare, write >="),
    ("1'000*x", "''' has no meaning here\n  1'000*x\n   ^\nwrite 1000 or 1_000"),
    ("1’000’000", "'’' has no meaning here\n  1’000’000\n   ^\nwrite 1000000 or 1_000_000"),
    ("`a\u202eb`*2", "U+202E (right-to-left override) has no meaning here\n  `a�b`*2\n    ^\nremove it"),
    ("`a\u200bb`", "no value for `a�b`\n  `a�b`\n  ^^^^^\ngive each a value, as in `a�b`=1"),
    ("y ~ a*x", "'~' has no meaning here\n  y ~ a*x\n    ^\na definition has a plain '=', as in y = a*x"),
    ("where(~x, 1, 2)", "'~' has no meaning here\n  where(~x, 1, 2)\n        ^\nin a condition, write 'not'"),
    ("`T (C)`[i, 2]", "'[' has no meaning here\n  `T (C)`[i, 2]\n         ^\nan index is a number or a name, as in x[1]; write a name of its own, such as `T (C)[i, 2]`"),
    ("Sin[x]", "'Sin[x]' is no name: functions have parentheses\n  Sin[x]\n  ^^^^^^\nwrite sin(x)"),
    ("2xy", "no value for xy\n  2xy\n   ^^\ngive each a value, as in xy=1; xy is one name, and the product is written x*y"),
    ("xⁿ", "no value for xⁿ\n  xⁿ\n  ^^\ngive each a value, as in xⁿ=1; xⁿ is one name, and the power is written x**n"),
    ("sin 30°", "'sin' needs parentheses\n  sin 30°\n      ^^\nwrite sin(radians(30))"),
    ("sin(30°)", "'°' has no meaning here\n  sin(30°)\n        ^\nangles are in radians; write radians(30)"),
    ("20 °C", "'°' has no meaning here\n  20 °C\n     ^\nthere are no units; write the number alone"),
    ("2*PI*r", "no value for PI, r\n  2*PI*r\n    ^^ ^\ngive each a value, as in PI=1 r=1; the constant is written pi"),
    ("``", "there is no name between these backquotes\n  ``\n  ^^\nwrite one, as in `like this`"),
    ("1/2x", "'2x' can be read in two ways here\n  1/2x\n     ^\nwrite 1/(2*x), or 1/2*x"),
    ("2^3x", "'3x' can be read in two ways here\n  2^3x\n     ^\nwrite 2^(3*x), or 2^3*x"),
    ("e^2x", "'2x' can be read in two ways here\n  e^2x\n     ^\nwrite e^(2*x), or e^2*x"),
    ("x^2(a+b)", "'2(' can be read in two ways here\n  x^2(a+b)\n     ^\nwrite x^(2*(a+b)), or x^2*(a+b)"),
    ("a/(b)(c)", "an operator is missing between ')' and '('\n  a/(b)(c)\n       ^\nwrite a/((b)*(c)), or a/(b)*(c)"),
    ("10 % 3y", "'3y' can be read in two ways here\n  10 % 3y\n        ^\nwrite 10%(3*y), or 10%3*y"),
    ("√2x", "'2x' can be read in two ways here\n  √2x\n    ^\nwrite √(2*x), or √(2)*x"),
    ("√x^2", "'^' is not expected here\n  √x^2\n    ^\nwrite √(x^...), or √(x)^..."),
    ("x²^2", "'^' is not expected here\n  x²^2\n    ^\nput the first power in parentheses, as in (x²)^3"),
    ("x²(a+b)", "'x' is no function\n  x²(a+b)\n  ^\nto multiply, write x²*(...)"),
    ("2(3)", "an operator is missing between '2' and '('\n  2(3)\n   ^\nto multiply, write 2*(3); an uncertain constant is written as in a = 2.0±0.1"),
    ("2.00(10)", "an operator is missing between '2.00' and '('\n  2.00(10)\n      ^\nto multiply, write 2.00*(10); an uncertain constant is written as in a = 2.0±0.1"),
    ("1.5f*x", "an operator is missing between '1.5' and 'f'\n  1.5f*x\n     ^\nto multiply, write 1.5*f; a number has no letter behind it: 1.5"),
    ("1d5*x", "an operator is missing between '1' and 'd5'\n  1d5*x\n   ^^\nan exponent is written 1e5; to multiply, write 1*d5"),
    ("0x1F", "an operator is missing between '0' and 'x1F'\n  0x1F\n   ^^^\nnumbers are decimal: write 31"),
    ("1.5.2", "an operator is missing between '1.5' and '.2'\n  1.5.2\n     ^^\na number has one decimal point"),
    ("2 3", "an operator is missing between '2' and '3'\n  2 3\n    ^\nto multiply, write 2*3"),
    ("x(a + b)", "unknown function 'x'\n  x(a + b)\n  ^\nto multiply, write x*(...)"),
    ("x ? a : b", "'?' has no condition before it\n  x ? a : b\n    ^\nwrite one, as in x != 0 ? a : b"),
    ("x > 0 ? a", "':' is missing here\n  x > 0 ? a\n           ^\na choice has two values, as in x > 0 ? a : b"),
    ("where(x > 0, 1, 2) : 3", "':' has no meaning here\n  where(x > 0, 1, 2) : 3\n                     ^\na definition is a name, one '=' and an expression"),
    ("x <- 3", "'<' is not expected here\n  x <- 3\n    ^\na definition is written x = ..."),
    ("0 = a + b", "'=' is not expected here\n  0 = a + b\n    ^\nwrite the other side of the equation alone, without '0 ='"),
    ("(a, b)", "',' is not expected here\n  (a, b)\n    ^\nparentheses hold one value; operands stand behind a function's name"),
    ("Piecewise((1, x > 0), (0, True))", "',' is not expected here\n  Piecewise((1, x > 0), (0, True))\n              ^\nto choose, write where(x > 0, a, b)"),
    ("LOG(x)", "unknown function 'LOG'\n  LOG(x)\n  ^^^\nwrite log(x), the natural logarithm, or log10(x)"),
    ("ATAN2(x, y)", "unknown function 'ATAN2'\n  ATAN2(x, y)\n  ^^^^^\nwrite atan2(y, x), where a spreadsheet has ATAN2(x; y)"),
    ("Log(2, x)", "'Log' takes 1 argument, but 2 are given\n  Log(2, x)\n  ^^^\nthe base comes second, as in log(x, b)"),
    ("Sin[x^2 Pi/2]", "'[' has no meaning here\n  Sin[x^2 Pi/2]\n     ^\nwrite sin(x^2*pi/2)"),
    ("4 Sin[x] Cos[x]", "'Sin[x]' is no name: functions have parentheses\n  4 Sin[x] Cos[x]\n    ^^^^^^\nwrite sin(x)"),
    ("BesselJ[0, x]", "'BesselJ[0, x]' is no name: functions have parentheses\n  BesselJ[0, x]\n  ^^^^^^^^^^^^^\nit is not offered; 'backprop functions' lists what is"),
    ("Ntot[1] + 2", "'Ntot[1]' is no name: functions have parentheses\n  Ntot[1] + 2\n  ^^^^^^^\n'backprop functions' lists all functions; a name is written in backquotes: `Ntot[1]`"),
    ("sqrt[2]", "'sqrt[2]' is no name: functions have parentheses\n  sqrt[2]\n  ^^^^^^^\nwrite sqrt(2), or a name in backquotes: `sqrt[2]`"),
    ("D[f, x]", "'D[f, x]' is no name: functions have parentheses\n  D[f, x]\n  ^^^^^^^\nwrite the expression only; its derivatives are what comes out"),
    ("x[i+1]", "'[' has no meaning here\n  x[i+1]\n   ^\nan index is a number or a name, as in x[1]; write a name of its own, such as `x[i+1]`"),
    ("f(x) = x**2; f[2]", "'f[2]' is no name: functions have parentheses\n  f(x) = x**2; f[2]\n               ^^^^\n'backprop functions' lists all functions; a name is written in backquotes: `f[2]`"),
    ("f(x) = ax + b", "'ax' is one name\n  f(x) = ax + b\n         ^^\nto multiply, write a*x"),
    ("f(x) = a*x; a = 2; f(3)", "'a' is used before its definition\n  f(x) = a*x; a = 2; f(3)\n         ^\n'a = 2' comes too late; if it is a value, write a=2, without blanks"),
    ("n.tanh()", "unknown function 'n.tanh'\n  n.tanh()\n  ^^^^^^\nwrite tanh(n)"),
    ("(a*b).tanh()", "'.' has no meaning here\n  (a*b).tanh()\n       ^\nwrite tanh(...)"),
    ("x.item()", "unknown function 'x.item'\n  x.item()\n  ^^^^^^\na name is a number already; write it alone"),
    ("loss.backward()", "unknown function 'loss.backward'\n  loss.backward()\n  ^^^^^^^^^^^^^\nwrite the expression only; its derivatives are what comes out"),
    ("a = Value(2.0)", "unknown function 'Value'\n  a = Value(2.0)\n      ^^^^^\na value is a number alone, as in a = 2.0"),
    ("Value(2.0, label='a')", "'=' is not expected here\n  Value(2.0, label='a')\n                  ^\na value is a number alone, as in a = 2.0"),
    ("softmax(a, b)", "unknown function 'softmax'\n  softmax(a, b)\n  ^^^^^^^\nwrite exp(a)/sum(exp(a), exp(b), exp(c))"),
    ("besselj(0, x)", "unknown function 'besselj'\n  besselj(0, x)\n  ^^^^^^^\nit is not offered; 'backprop functions' lists what is"),
    ("zeta(x)", "unknown function 'zeta'\n  zeta(x)\n  ^^^^\nit is not offered; 'backprop functions' lists what is"),
    ("d/dx x^2", "an operator is missing between 'dx' and 'x'\n  d/dx x^2\n       ^\nwrite the expression only; its derivatives are what comes out"),
    ("d/dx(x^2)", "unknown function 'dx'\n  d/dx(x^2)\n    ^^\nwrite the expression only; its derivatives are what comes out"),
    ("diff(x^2, x)", "unknown function 'diff'\n  diff(x^2, x)\n  ^^^^\nwrite the expression only; its derivatives are what comes out"),
    ("integrate(x)", "unknown function 'integrate'\n  integrate(x)\n  ^^^^^^^^^\nthere are no integrals"),
    ("2*%x", "a value is missing before '%'\n  2*%x\n    ^\n% is the remainder of a division; a percentage is a quotient, as in 5/100"),
    ("10%", "a value is missing after '%'\n  10%\n     ^\n% is the remainder of a division; a percentage is a quotient, as in 5/100"),
    ("deg2grad(x)", "unknown function 'deg2grad'\n  deg2grad(x)\n  ^^^^^^^^\n'backprop functions' lists them all"),
    ("if x > 0: y", "an operator is missing between 'if' and 'x'\n  if x > 0: y\n     ^\nto choose, write where(x > 0, a, b)"),
    ("y + 4ac", "no value for y, ac\n  y + 4ac\n  ^    ^^\ngive each a value, as in y=1 ac=1; ac is one name, and the product is written a*c"),
    ("y = 3{x}", "'{' has no meaning here\n  y = 3{x}\n       ^\nuse parentheses: ( )"),
    ("(a + b)ⁿ", "'ⁿ' has no meaning here\n  (a + b)ⁿ\n         ^\nwrite (...)**n"),
    ("2ⁿ⁻¹*x", "'ⁿ' has no meaning here\n  2ⁿ⁻¹*x\n   ^\nwrite 2**(n-1)"),
    ("x²ⁿ", "'ⁿ' has no meaning here\n  x²ⁿ\n    ^\nan exponent that is set high is a whole number; write others as in x**(2*n)"),
    ("n*xⁿ⁻¹", "an exponent that is set high is a whole number\n  n*xⁿ⁻¹\n    ^^^^\nwrite x**(n-1)"),
    ("eˣ²", "an exponent that is set high is a whole number\n  eˣ²\n  ^^^\nwrite (exp(x))², or both in one exponent"),
    ("sin²x", "'sin' needs parentheses\n  sin²x\n      ^\nwrite sin(x)**2"),
    ("sin⁻¹x", "'sin' needs parentheses\n  sin⁻¹x\n       ^\nwrite asin(x) for the inverse function, or 1/sin(x) for the quotient"),
    ("sin^-1(x)", "'sin' needs parentheses\n  sin^-1(x)\n        ^\nwrite asin(x) for the inverse function, or 1/sin(x) for the quotient"),
    ("sin^n(x)", "unknown function 'n'\n  sin^n(x)\n      ^\nwrite sin(...)**n"),
    ("sin²(x)²", "'²' is not expected here\n  sin²(x)²\n         ^\nput the first power in parentheses, as in (x²)^3"),
    ("cos 2 pi t", "'cos' needs parentheses\n  cos 2 pi t\n      ^\nwrite cos(2*pi*t), or cos(2)*pi*t"),
    ("exp -x", "no value for exp, x\n  exp -x\n  ^^^  ^\ngive each a value, as in exp=1 x=1; exp is a name here, and the function is written exp(x)"),
    ("2πr²", "no value for πr\n  2πr²\n   ^^\ngive each a value, as in πr=1; πr is one name, and the product is written π*r"),
    ("x²3", "an operator is missing between '²' and '3'\n  x²3\n    ^\nto multiply, write x²*3"),
    ("x√2", "an operator is missing between 'x' and '√'\n  x√2\n   ^\nto multiply, write x*√2"),
    ("√-x", "'-' is not expected here\n  √-x\n   ^\nwrite √(...)"),
    ("x^-1y", "'1y' can be read in two ways here\n  x^-1y\n      ^\nwrite x^-(1*y), or x^-1*y"),
    ("not x", "this condition is not complete\n  not x\n       ^\nconditions stand in where and before '?' only, as in where(x > 0, a, b)"),
    ("a || b", "'||' is not expected here\n  a || b\n    ^^\nconditions stand in where and before '?' only, as in where(x > 0, a, b)"),
    ("max(a b)", "an operator is missing between 'a' and 'b'\n  max(a b)\n        ^\nto multiply, write a*b; arguments are separated by commas"),
    ("f(1, 5)", "unknown function 'f'\n  f(1, 5)\n  ^\na function is defined first, as in f(x, y) = x*y"),
    ("log₂(x)", "unknown function 'log₂'\n  log₂(x)\n  ^^^^\nwrite log(x, 2)"),
    ("0b101", "an operator is missing between '0' and 'b101'\n  0b101\n   ^^^^\nnumbers are decimal: write 5"),
    ("2½", "'½' has no meaning here\n  2½\n   ^\nwrite (2 + 1/2)"),
    ("x＋y", "'＋' has no meaning here\n  x＋y\n   ^^\nwrite +"),
    ("x — y", "'—' has no meaning here\n  x — y\n    ^\nto subtract, write -"),
    ("5 €", "'€' has no meaning here\n  5 €\n    ^\nthere are no units; write the number alone"),
    ("double y = x", "an operator is missing between 'double' and 'y'\n  double y = x\n         ^\na definition is a name, one '=' and an expression"),
    ("return x", "an operator is missing between 'return' and 'x'\n  return x\n         ^\nwrite the expression alone"),
    ("// a*b", "a value is missing before '/'\n  // a*b\n  ^\na comment begins with #, and ends with its line"),
    ("10\\%", "'\\' has no meaning here\n  10\\%\n    ^\n% is the remainder of a division; a percentage is a quotient, as in 5/100"),
    ("2*x¹⁻", "'⁻' has no meaning here\n  2*x¹⁻\n      ^\nan exponent that is set high is a whole number, as in x⁻²"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "picture"), MISTAKES)
def test_a_mistake_is_named_with_its_place_and_what_to_write(program: str, picture: str) -> None:
    evaluation = Evaluation({}, [], [])
    with pytest.raises(ProgramProblem) as caught:
        list(evaluation.results(evaluation.read(Source(program))))
    assert draw(caught.value) == picture


@pytest.mark.parametrize(
    ("program", "picture"), [its for its in MISTAKES if not its[1].startswith("no value for")][::8]
)
def test_the_command_prints_the_same_on_stderr_and_exits_with_2(
    backprop: Run, program: str, picture: str
) -> None:
    outcome = backprop("eval", "-", stdin=program.encode(errors="surrogateescape"))
    assert (outcome.stdout, outcome.stderr, outcome.code) == ("", f"error: {picture}\n", 2)


def test_a_misspelt_value_on_the_command_line_is_guessed(backprop: Run) -> None:
    outcome = backprop("eval", "alpha*b", "alhpa=2", "b=3")
    assert outcome.stderr.endswith("error: no value for alpha\n  alpha*b\n  ^^^^^\ndid you mean 'alhpa'?\n")


def test_among_many_long_names_few_are_compared_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"a_rather_long_name_of_a_quantity_{number:04}_in_a_program_of_many" for number in range(1000)]
    compared: list[SequenceMatcher[str]] = []
    ratio = SequenceMatcher.ratio

    def counted(matcher: SequenceMatcher[str]) -> float:
        compared.append(matcher)
        return ratio(matcher)

    monkeypatch.setattr(SequenceMatcher, "ratio", counted)
    assert closest(names[500].replace("quantity", "quantitty"), names) == names[500]
    assert closest(names[0][::-1], names) is None
    assert len(compared) <= 200


def test_bytes_that_are_not_utf_8_in_an_argument(backprop: Run) -> None:
    outcome = backprop("eval", b"a\xff*2", "a=1")
    assert outcome.stderr == (
        "error: the byte 0xff is not UTF-8\n  a\N{REPLACEMENT CHARACTER}*2\n   ^\nwrite the program in UTF-8\n"
    )


def test_names_may_carry_accents_that_have_no_letter_of_their_own(backprop: Run) -> None:
    outcome = backprop("eval", "x̄ = (a + b)/2; σ̂ = x̄**2", "a=1", "b=2", "--format", "plain")
    assert outcome.stdout == "2.25\t1.5\t1.5\n"
