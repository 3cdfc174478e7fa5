r"""The commands of LaTeX that formulas hold, by what they mean here. Names stand without their backslash."""

from .latex_terminals import Kind

_NAMES_OF_LETTERS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma varsigma tau "
    "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
).split()
GREEK = dict(zip(_NAMES_OF_LETTERS, "αβγδεζηθικλμνξπρσςτυφχψωΓΔΘΛΞΠΣΥΦΨΩ", strict=True))
"""Letters that have a command each, by its name."""

LETTERS = {
    **GREEK,
    "varepsilon": "ε", "vartheta": "θ", "varpi": "π", "varrho": "ρ", "varphi": "φ", "varkappa": "κ",
    "omicron": "ο", "hbar": "ħ", "ell": "ℓ",
}  # fmt: skip
"""Letters."""

ASCII = {letter: name for name, letter in reversed(LETTERS.items())} | {"ℓ": "ell"}
"""By letter, how it is typed without it."""

FONTS = frozenset(
    """mathrm text textrm textit textnormal textsf texttt mathit mathsf mathtt mathnormal mathcal mathscr
    mathfrak operatorname mbox hbox rm""".split()
)
"""What stands inside is one name."""

ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
}
"""A letter with an accent is a name, as y_hat."""

BLANKS = frozenset(
    """quad qquad enspace thinspace medspace thickspace negthinspace negmedspace negthickspace space enskip
    displaystyle textstyle scriptstyle limits nolimits nonumber notag left right middle big Big bigg Bigg bigl
    Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm mathopen mathclose mathstrut allowbreak nobreak hfill
    mathbin mathrel mathord hline centering noindent boldmath""".split()
)
"""Distances, sizes and styles, which mean nothing."""

FRACTIONS = frozenset(("frac", "tfrac", "dfrac", "cfrac"))

SYMBOLS = {
    **dict.fromkeys(("cdot", "times", "ast", "bullet"), (Kind.TIMES, "*")),
    "div": (Kind.DIVIDE, "/"),
    **dict.fromkeys(("bmod", "mod"), (Kind.MODULO, "%")),
    **dict.fromkeys(("lt", "<"), (Kind.COMPARE, "<")),
    **dict.fromkeys(("gt", ">"), (Kind.COMPARE, ">")),
    **dict.fromkeys(("le", "leq", "leqslant"), (Kind.COMPARE, "<=")),
    **dict.fromkeys(("ge", "geq", "geqslant"), (Kind.COMPARE, ">=")),
    **dict.fromkeys(("ne", "neq"), (Kind.COMPARE, "!=")),
    **dict.fromkeys(("wedge", "land"), (Kind.AND, "and")),
    **dict.fromkeys(("vee", "lor"), (Kind.OR, "or")),
    **dict.fromkeys(("neg", "lnot"), (Kind.NOT, "not")),
    **dict.fromkeys(("coloneqq", "coloneq", "triangleq", "eqdef"), (Kind.EQUAL, "=")),
    "lbrace": (Kind.LCURLY, "("),
    "rbrace": (Kind.RCURLY, ")"),
    "lbrack": (Kind.LSQB, "("),
    "rbrack": (Kind.RSQB, ")"),
    "lfloor": (Kind.LFLOOR, "floor"),
    "rfloor": (Kind.RFLOOR, ")"),
    "lceil": (Kind.LCEIL, "ceil"),
    "rceil": (Kind.RCEIL, ")"),
    "lvert": (Kind.LBAR, "abs"),
    "rvert": (Kind.RBAR, ")"),
    "vert": (Kind.BAR, "abs"),
    "mid": (Kind.BAR, "abs"),
    "degree": (Kind.DEGREES, "radians"),
}
"""Operators and parentheses: the kind of the token, and how our language writes it."""

FUNCTIONS = {
    **{name: name for name in "sin cos tan sec csc cot sinh cosh tanh coth csch sech exp min max".split()},
    **{f"arc{name}": f"a{name}" for name in "sin cos tan sinh cosh tanh cot sec csc".split()},
    **{f"ar{name}": f"a{name}" for name in ("sinh", "cosh", "tanh")},
    "ln": "log",
    "log": "log",
    "lg": "log10",
    "lb": "log2",
    "tg": "tan",
    "ctg": "cot",
    "arctg": "atan",
    "sh": "sinh",
    "ch": "cosh",
    "th": "tanh",
    "sgn": "sign",
}
"""Functions, by the names of ours."""

WRITTEN_AS_LETTERS = {"Φ": "normcdf", "φ": "normpdf", "Γ": "gamma", "ψ": "digamma"}
r"""Letters that are a function right before a parenthesis, ``\Phi(x)``, where no value has their name."""

MATHEMATICS = frozenset(
    f"{name}{star}"
    for name in "equation align gather multline flalign alignat eqnarray displaymath math".split()
    for star in ("", "*")
)
"""Environments that hold formulas, and stand in prose."""

INNER = frozenset(("aligned", "alignedat", "gathered", "split"))
"""Environments inside of these, or alone."""

_INTEGRAL = "there are no integrals; write the integrand, or the formula that it comes to"
_REPEATED = "write its terms, as in a + b + c"
_VECTOR = "there are no vectors; write each component as a name of its own, such as v_1"
_DERIVATIVE = "write the formula only; its derivatives are what comes out"
_DOTS = "write all terms"
_SET = "there are no sets"
_FACTORIAL = "the factorial of n is gamma(n + 1)"
_CHOICE = r"a choice is \begin{cases} a & x > 0 \\ b & \text{otherwise} \end{cases}"
_DEFINITION = "a definition has a plain '='"
_DOCUMENT = "give the formulas alone, without the document around them"

REFUSED = {
    **dict.fromkeys(("int", "iint", "iiint", "oint"), _INTEGRAL),
    "sum": _REPEATED,
    "prod": "write its factors, as in a b c",
    **dict.fromkeys(("lim", "limsup", "liminf", "sup", "inf"), "there are no limits; write what it comes to"),
    **dict.fromkeys(("vec", "overrightarrow", "mathbf", "boldsymbol", "bm", "mathbb", "pmb"), _VECTOR),
    **dict.fromkeys("langle rangle Vert lVert rVert det dim ker top".split(), _VECTOR),
    **dict.fromkeys("dot ddot dddot partial nabla prime dv pdv dd diff".split(), _DERIVATIVE),
    **dict.fromkeys(("cdots", "ldots", "dots", "vdots", "ddots", "dotsb", "dotsc"), _DOTS),
    **dict.fromkeys("in notin subset cup cap forall exists setminus emptyset".split(), _SET),
    **dict.fromkeys("to rightarrow mapsto Rightarrow implies iff longrightarrow".split(), _DEFINITION),
    **dict.fromkeys(("approx", "equiv", "sim", "simeq", "propto", "cong", "gets", "leftarrow"), _DEFINITION),
    **dict.fromkeys(("pm", "mp"), "write one of the two signs"),
    "infty": "there is no infinity; write a large number, such as 10^{300}",
    "binom": "write it with gamma, as in gamma(n + 1) for the factorial of n",
    **dict.fromkeys(("over", "atop", "choose"), r"write \frac{a}{b}"),
    "pmod": r"the remainder of x/y is x \bmod y",
    "substack": _CHOICE,
    **dict.fromkeys(("Re", "Im", "arg"), r"there are no complex numbers; a name is \mathrm{Re}"),
    "gcd": "write what it comes to",
    "Pr": "write the formula of the probability",
    "not": r"unequal is written \ne",
    "operatorname*": _REPEATED,
    **dict.fromkeys("dagger star perp parallel otimes oplus circ".split(), "give it a name of its own"),
    **dict.fromkeys(
        "documentclass usepackage section subsection caption item cite ref eqref".split(), _DOCUMENT
    ),
}  # fmt: skip
"""What has no meaning here, and what to write."""

_PRIME = "a derivative is what comes out; write a name without primes, such as y_1"

SIGNS_REFUSED = {
    **dict.fromkeys("'’′", _PRIME),
    "!": _FACTORIAL,
    "±": REFUSED["pm"],
    "∞": REFUSED["infty"],
    "∑": _REPEATED,
    "∫": _INTEGRAL,
    "∂": _DERIVATIVE,
    r"\%": r"a percentage is a quotient, as in \frac{5}{100}",
    "\\": r"a command has a name, as in \frac{a}{b}",
    "#": "a comment begins with %",
    "`": r"a name of several letters is \mathrm{rate}",
}
"""Characters that have no meaning here, and what to write."""

ALL = frozenset((*LETTERS, *FONTS, *ACCENTS, *BLANKS, *FRACTIONS, *SYMBOLS, *FUNCTIONS, *REFUSED))
