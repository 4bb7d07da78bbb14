r"""Formulas in words: LaTeX such as `\frac{1}{2}x^2`, and what people type, such as `3x + 5 = 20`.

What is not known is read by its name; nothing in a formula can fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from model.voices.spoken_numbers import NUMBER_WORDS, NumberWords

MAX_DEPTH = 20
MAX_TOKENS = 400
_TOKEN = re.compile(r"\\(?:begin|end)\{[^{}]*\}|\\[A-Za-z]+|\\.|\d+(?:,\d{3})*(?:\.\d+)?|\S")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ", "0123456789-n")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_WRAPPERS = frozenset(
    {"mathrm", "mathbf", "mathit", "operatorname", "boxed", "mathbb", "bm", "textbf", "hat", "vec"}
)
_DROPPED = frozenset(
    {
        "left",
        "right",
        "displaystyle",
        "limits",
        "big",
        "Big",
        "bigl",
        "bigr",
        "quad",
        "qquad",
        "&",
        "",
        " ",
        "{",
        "}",
    }
)
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")

# sign or command → English, Chinese
_SIGNS: dict[str, tuple[str, str]] = {
    "+": ("plus", "加"),
    "-": ("minus", "减"),
    "=": ("equals", "等于"),
    "<": ("is less than", "小于"),
    ">": ("is greater than", "大于"),
    "*": ("times", "乘以"),
    "/": ("over", "除以"),
    "!": ("factorial", "的阶乘"),
    "%": ("percent", "百分号"),
    "|": ("bar", "竖线"),
    ":": ("to", "比"),
    "times": ("times", "乘以"),
    "cdot": ("times", "乘以"),
    "div": ("divided by", "除以"),
    "pm": ("plus or minus", "正负"),
    "mp": ("minus or plus", "负正"),
    "neq": ("is not equal to", "不等于"),
    "leq": ("is less than or equal to", "小于等于"),
    "geq": ("is greater than or equal to", "大于等于"),
    "approx": ("is approximately", "约等于"),
    "equiv": ("is equivalent to", "恒等于"),
    "propto": ("is proportional to", "正比于"),
    "infty": ("infinity", "无穷大"),
    "to": ("approaches", "趋向于"),
    "implies": ("implies", "推出"),
    "therefore": ("therefore", "所以"),
    "because": ("because", "因为"),
    "in": ("in", "属于"),
    "cup": ("union", "并"),
    "cap": ("intersection", "交"),
    "sum": ("the sum", "求和"),
    "int": ("the integral", "积分"),
    "lim": ("the limit", "极限"),
    "angle": ("angle", "角"),
    "triangle": ("triangle", "三角形"),
    "degree": ("degrees", "度"),
    "circ": ("degrees", "度"),
    "percent": ("percent", "百分号"),
    "ldots": ("and so on", "等等"),
    "cdots": ("and so on", "等等"),
    "sin": ("sine", "正弦"),
    "cos": ("cosine", "余弦"),
    "tan": ("tangent", "正切"),
    "log": ("log", "对数"),
    "ln": ("natural log", "自然对数"),
    "pi": ("pi", "派"),
    "Delta": ("delta", "德尔塔"),
    "delta": ("delta", "德尔塔"),
    "alpha": ("alpha", "阿尔法"),
    "beta": ("beta", "贝塔"),
    "gamma": ("gamma", "伽马"),
    "theta": ("theta", "西塔"),
    "lambda": ("lambda", "兰姆达"),
    "mu": ("mu", "缪"),
    "rho": ("rho", "柔"),
    "sigma": ("sigma", "西格马"),
    "omega": ("omega", "欧米伽"),
    "Omega": ("ohms", "欧姆"),
    "phi": ("phi", "斐"),
}
_ALIAS_PAIRS = """
    ×:times ·:times ÷:div ±:pm ≠:neq ≤:leq ≥:geq ≈:approx ∞:infty →:to π:pi Δ:Delta α:alpha β:beta γ:gamma θ:theta
    λ:lambda μ:mu ρ:rho σ:sigma ω:omega Ω:Omega φ:phi ∠:angle −:- ∑:sum ∫:int °:degree ∴:therefore ∵:because
    △:triangle √:sqrt ne:neq le:leq ge:geq rightarrow:to Rightarrow:implies ast:times dfrac:frac tfrac:frac
    varphi:phi dots:ldots
"""
_ALIASES = dict(re.findall(r"(\S+):(\S+)", _ALIAS_PAIRS))


def speak_formula(formula: str, language: str) -> str:
    """Say a formula.

    Args:
        formula: LaTeX without its delimiters, or plain signs.
        language: `en` or `zh`.
    """
    prepared = re.sub(
        r"([⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ]+)", lambda found: f"^{{{found[0].translate(_SUPERSCRIPTS)}}}", formula
    )
    prepared = re.sub(r"([₀-₉]+)", lambda found: f"_{{{found[0].translate(_SUBSCRIPTS)}}}", prepared)
    tokens = _TOKEN.findall(re.sub(r"\\text\s*\{([^{}]*)\}", _hide_text, prepared))[:MAX_TOKENS]
    said = _Reader(tokens=tokens, words=NUMBER_WORDS[language], is_chinese=language == "zh").read()
    said = re.sub(r"\s+([,，])", r"\1", re.sub(r"\s+", " ", said)).strip(" ,，")
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", said)


def _hide_text(found: re.Match[str]) -> str:
    """Keep the words of a text together as names of their own."""
    return " ".join(f"\\{word}" for word in re.findall(r"[A-Za-z]+", found[1])) or found[1]


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads tokens from left to right."""

    tokens: list[str]
    words: NumberWords
    is_chinese: bool
    place: int = 0
    depth: int = 0
    _last: str = field(default="")  # the kind of what was said last: what a sign means depends on it

    def read(self) -> str:
        said = []
        while self.place < len(self.tokens):
            said.append(self._item())
        return " ".join(filter(None, said))

    def _pick(self, english: str, chinese: str) -> str:
        return chinese if self.is_chinese else english

    def _peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def _item(self) -> str:
        sign = self.tokens[self.place]
        self.place += 1
        before, self._last = self._last, "operand"
        if sign[0].isdigit():
            after = " " + self._pick("times", "乘以") if before == "closed" else ""
            return f"{after} {self.words.number(sign)}"
        if sign == "^":
            return self._power()
        if sign == "_":
            return self._pick("sub ", "下标") + self._group()
        if sign in {"-", "−"} and before in {"", "sign", "opened"}:
            self._last = "sign"
            return self._pick("minus", "负")
        if sign in _OPENING:
            return self._bracket(sign, before)
        return self._name(sign)

    def _bracket(self, sign: str, before: str) -> str:
        if sign == "{":
            self.place -= 1
            return self._group()
        self._last = "opened"
        times = self._pick("times ", "乘以") if before in {"operand", "closed"} else ""
        inner: list[str] = []
        while self._peek() and self._peek() not in _CLOSING and self.depth < MAX_DEPTH:
            self.depth += 1
            inner.append(self._item())
            self.depth -= 1
        self.place += 1
        self._last = "closed"
        said = " ".join(filter(None, inner))
        return times + self._pick(f"open bracket {said} close bracket", f"括号{said}括号完")

    def _power(self) -> str:
        if self._peek() == "\\circ" or self.tokens[self.place : self.place + 3] == ["{", "\\circ", "}"]:
            self.place += 1 if self._peek() == "\\circ" else 3
            return self._pick("degrees", "度")
        exponent = self._group().strip()
        known = {"two": "squared", "three": "cubed", "二": "的平方", "三": "的立方"}.get(exponent)
        return known or self._pick(f"to the power of {exponent}", f"的{exponent}次方")

    def _group(self) -> str:
        """Say what is in braces, or the next token alone."""
        if self._peek() != "{":
            return self._single()
        self.place += 1
        before, self._last = self._last, ""
        said = []
        self.depth += 1
        while self._peek() not in {"", "}"} and self.depth < MAX_DEPTH:
            said.append(self._item())
        self.depth -= 1
        self.place += 1
        self._last = before or "operand"
        return " ".join(filter(None, said))

    def _single(self) -> str:
        if not self._peek() or self.depth >= MAX_DEPTH:
            return ""
        self._last = ""
        self.depth += 1
        try:
            return self._item()
        finally:
            self.depth -= 1

    def _name(self, token: str) -> str:
        name = token.removeprefix("\\")
        name = _ALIASES.get(name, name)
        special: dict[str, Callable[[], str]] = {"frac": self._fraction, "sqrt": self._root}
        if name in special:
            return special[name]()
        if name in _DROPPED or name.startswith(("begin{", "end{")) or token in {"\\,", "\\;", "\\!"}:
            return ""
        if name in {"\\", ",", ";", "，"}:
            self._last = ""
            return ","
        if name in _SIGNS:
            return self._sign(name)
        if name in _WRAPPERS:
            return self._group()
        return "A" if name == "a" else name  # the letter, not the article

    def _sign(self, name: str) -> str:
        is_operand = name in {"pi", "infty", "degree"} or (name.islower() and len(name) > 4)
        self._last = "operand" if is_operand else "sign"
        return self._pick(*_SIGNS[name])

    def _fraction(self) -> str:
        above, below = self._raw_group(), self._raw_group()
        if above.isdecimal() and below.isdecimal() and max(len(above), len(below)) < 7:
            return self.words.fraction(above, below)
        language = "zh" if self.is_chinese else "en"
        if self.depth > MAX_DEPTH // 4:
            return self._pick("a fraction", "分数")
        over, under = speak_formula(above, language), speak_formula(below, language)
        self._last = "operand"
        return self._pick(f"{over} over {under}", f"{under}分之{over}")

    def _root(self) -> str:
        degree = ""
        if self._peek() == "[":
            end = self.tokens.index("]", self.place) if "]" in self.tokens[self.place :] else self.place
            degree = "".join(piece for piece in self.tokens[self.place + 1 : end] if piece not in "{}[]")
            self.place = end + 1
        of = self._group()
        if degree == "3":
            return self._pick(f"the cube root of {of}", f"{of}的立方根")
        if degree:
            nth = self.words.ordinal(int(degree)) if degree.isdecimal() and len(degree) < 4 else degree
            return self._pick(
                f"the {nth} root of {of}",
                f"{of}的{self.words.number(degree) if degree.isdecimal() else degree}次方根",
            )
        return self._pick(f"the square root of {of}", f"根号{of}")

    def _raw_group(self) -> str:
        if self._peek() != "{":
            self.place += 1
            return self.tokens[self.place - 1] if self.place <= len(self.tokens) else ""
        start, open_braces = self.place + 1, 0
        while self.place < len(self.tokens):
            open_braces += {"{": 1, "}": -1}.get(self.tokens[self.place], 0)
            self.place += 1
            if not open_braces:
                break
        return " ".join(self.tokens[start : self.place - 1])
