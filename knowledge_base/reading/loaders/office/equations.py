"""Equations of Word and PowerPoint (OMML, ECMA-376 part 1, 22.1) → LaTeX between dollar signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MATH = frozenset({f"{_MATH}oMath", f"{_MATH}oMathPara"})
MAX_DEPTH = 60

_SIGNS = {
    "±": r"\pm", "∓": r"\mp", "×": r"\times", "÷": r"\div", "·": r"\cdot", "⋅": r"\cdot", "∙": r"\cdot", "−": "-",
    "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "≡": r"\equiv", "∼": r"\sim", "≅": r"\cong",
    "∝": r"\propto", "∞": r"\infty", "→": r"\to", "←": r"\leftarrow", "↔": r"\leftrightarrow", "⇒": r"\Rightarrow",
    "⇔": r"\Leftrightarrow", "∈": r"\in", "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subseteq", "∪": r"\cup",
    "∩": r"\cap", "∅": r"\emptyset", "∀": r"\forall", "∃": r"\exists", "∂": r"\partial", "∇": r"\nabla",
    "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∬": r"\iint", "∭": r"\iiint", "∮": r"\oint", "⋃": r"\bigcup",
    "⋂": r"\bigcap", "√": r"\surd", "∠": r"\angle", "⊥": r"\perp", "∥": r"\parallel", "△": r"\triangle",
    "°": r"^{\circ}", "′": "'", "…": r"\dots", "⋯": r"\cdots", "∧": r"\wedge", "∨": r"\vee", "¬": r"\neg",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ϵ": r"\epsilon",
    "ζ": r"\zeta", "η": r"\eta", "θ": r"\theta", "ι": r"\iota", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu",
    "ν": r"\nu", "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "ς": r"\varsigma", "τ": r"\tau",
    "υ": r"\upsilon", "φ": r"\varphi", "ϕ": r"\phi", "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma",
    "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi", "Σ": r"\Sigma", "Φ": r"\Phi",
    "Ψ": r"\Psi", "Ω": r"\Omega", "ℝ": r"\mathbb{R}", "ℕ": r"\mathbb{N}", "ℤ": r"\mathbb{Z}", "ℚ": r"\mathbb{Q}",
    "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$", "_": r"\_", "\\": r"\backslash",
}  # fmt: skip
_ACCENTS = {
    "\u0302": r"\hat", "^": r"\hat", "\u0303": r"\tilde", "~": r"\tilde", "\u0305": r"\overline", "\u0304": r"\bar",
    "¯": r"\bar", "\u20d7": r"\vec", "→": r"\vec", "\u0307": r"\dot", "\u0308": r"\ddot", "\u030c": r"\check",
    "\u0301": r"\acute", "\u0300": r"\grave", "\u0306": r"\breve",
}  # fmt: skip
_FUNCTIONS = frozenset(
    "sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan log ln lg exp lim max min sup inf det gcd".split()  # noqa: SIM905
)
_BRACKETS = {"{": r"\{", "}": r"\}", "": ".", "⟨": r"\langle", "⟩": r"\rangle", "‖": r"\|", "⌊": r"\lfloor",
             "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil"}  # fmt: skip
_COMMAND = re.compile(r"\\[A-Za-z]+$")


def read_equation(element: Any) -> str:
    """Return an equation (`m:oMath` or `m:oMathPara`) as LaTeX between dollar signs; empty where it says nothing."""
    equations = [
        latex
        for math in ([element] if element.tag == f"{_MATH}oMath" else element.iterfind(f"{_MATH}oMath"))
        if (latex := _tidy(_inner(math, 0)))
    ]
    return " ".join(f"${latex}$" for latex in equations)


def _tidy(latex: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r" (?=[\s{}\\^_+=\-)])", "", latex)).strip()


def _inner(parent: Any, depth: int) -> str:
    if parent is None or depth > MAX_DEPTH:
        return ""
    return "".join(_read(child, depth + 1) for child in parent)


def _read(element: Any, depth: int) -> str:
    tag = str(element.tag)
    if tag.endswith(("}del", "Pr")):
        return ""
    name = tag.removeprefix(_MATH)
    reader = _READERS.get(name)
    return reader(element, depth) if reader else _inner(element, depth)


def _part(element: Any, name: str, depth: int) -> str:
    return _inner(element.find(f"{_MATH}{name}"), depth).strip()


def _setting(element: Any, group: str, name: str, default: str = "") -> str:
    """Return the value of a property; the default where the property is not there."""
    found = element.find(f"{_MATH}{group}/{_MATH}{name}")
    return default if found is None else str(found.get(f"{_MATH}val", default))


def _is_on(element: Any, group: str, name: str) -> bool:
    found = element.find(f"{_MATH}{group}/{_MATH}{name}")
    return found is not None and found.get(f"{_MATH}val", "1") not in {"0", "off", "false"}


def _run(element: Any, _: int) -> str:
    text = "".join(part.text or "" for part in element.iterfind(f"{_MATH}t"))
    is_words = _is_on(element, "rPr", "nor")
    if is_words and len(text.strip()) > 1:
        return rf"\text{{{text}}}"
    if text.strip() in _FUNCTIONS:
        return rf"\{text.strip()} "
    return "".join(_sign(char) for char in text)


def _sign(char: str) -> str:
    sign = _SIGNS.get(char)
    if sign is None:
        return _plain_letter(char)
    return f"{sign} " if _COMMAND.search(sign) else sign


def _plain_letter(char: str) -> str:
    """Return a letter of the mathematical alphabets (U+1D400 to U+1D7FF) as a plain one."""
    if "\U0001d400" <= char <= "\U0001d7ff":
        plain = unicodedata.normalize("NFKC", char)
        return _SIGNS.get(plain, plain) + (" " if plain in _SIGNS else "")
    return char


def _fraction(element: Any, depth: int) -> str:
    top, bottom = _part(element, "num", depth), _part(element, "den", depth)
    kind = _setting(element, "fPr", "type", "bar")
    if kind in {"lin", "skw"}:
        return f"{_group(top)}/{_group(bottom)}"
    return rf"\binom{{{top}}}{{{bottom}}}" if kind == "noBar" else rf"\frac{{{top}}}{{{bottom}}}"


def _group(latex: str) -> str:
    return latex if latex.isalnum() else f"({latex})"


def _root(element: Any, depth: int) -> str:
    degree = "" if _is_on(element, "radPr", "degHide") else _part(element, "deg", depth)
    index = f"[{degree}]" if degree else ""
    return rf"\sqrt{index}{{{_part(element, 'e', depth)}}}"


def _script(*names: tuple[str, str]) -> Callable[[Any, int], str]:
    def read(element: Any, depth: int) -> str:
        scripts = "".join(f"{sign}{{{_part(element, name, depth)}}}" for sign, name in names)
        base = _part(element, "e", depth)
        return f"{base}{scripts}"

    return read


def _before(element: Any, depth: int) -> str:
    below, above = _part(element, "sub", depth), _part(element, "sup", depth)
    return f"{{}}_{{{below}}}^{{{above}}}{_part(element, 'e', depth)}"


def _large(element: Any, depth: int) -> str:
    sign = _setting(element, "naryPr", "chr", "∫")
    below, above = _part(element, "sub", depth), _part(element, "sup", depth)
    limits = (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")
    return f"{_SIGNS.get(sign, sign)}{limits} {_part(element, 'e', depth)}"


def _delimited(element: Any, depth: int) -> str:
    left, right = _setting(element, "dPr", "begChr", "("), _setting(element, "dPr", "endChr", ")")
    between = _setting(element, "dPr", "sepChr", "|")
    inside = between.join(_inner(part, depth).strip() for part in element.iterfind(f"{_MATH}e"))
    if left == "{" and not right and r"\begin{matrix}" in inside:
        return inside.replace("{matrix}", "{cases}")
    is_plain = {left, right} <= {"(", ")", "[", "]", "|"} and "\\frac" not in inside
    if is_plain:
        return f"{left}{inside}{right}"
    return rf"\left{_BRACKETS.get(left, left)} {inside}\right{_BRACKETS.get(right, right)} "


def _function(element: Any, depth: int) -> str:
    return f"{_part(element, 'fName', depth)} {_part(element, 'e', depth)}"


def _limit(sign: str) -> Callable[[Any, int], str]:
    return lambda element, depth: f"{_part(element, 'e', depth)}{sign}{{{_part(element, 'lim', depth)}}}"


def _accent(element: Any, depth: int) -> str:
    sign = _setting(element, "accPr", "chr", "\u0302")
    return f"{_ACCENTS.get(sign, chr(92) + 'hat')}{{{_part(element, 'e', depth)}}}"


def _bar(element: Any, depth: int) -> str:
    command = "overline" if _setting(element, "barPr", "pos") == "top" else "underline"
    return rf"\{command}{{{_part(element, 'e', depth)}}}"


def _rows(element: Any, depth: int) -> str:
    return _to_matrix(_inner(part, depth).strip() for part in element.iterfind(f"{_MATH}e"))


def _matrix(element: Any, depth: int) -> str:
    return _to_matrix(
        " & ".join(_inner(part, depth).strip() for part in row.iterfind(f"{_MATH}e"))
        for row in element.iterfind(f"{_MATH}mr")
    )


def _to_matrix(rows: Iterable[str]) -> str:
    inside = r" \\ ".join(rows)
    return rf"\begin{{matrix}} {inside} \end{{matrix}}"


_READERS: dict[str, Callable[[Any, int], str]] = {
    "r": _run,
    "f": _fraction,
    "rad": _root,
    "sSup": _script(("^", "sup")),
    "sSub": _script(("_", "sub")),
    "sSubSup": _script(("_", "sub"), ("^", "sup")),
    "sPre": _before,
    "nary": _large,
    "d": _delimited,
    "func": _function,
    "limLow": _limit("_"),
    "limUpp": _limit("^"),
    "acc": _accent,
    "bar": _bar,
    "eqArr": _rows,
    "m": _matrix,
}
