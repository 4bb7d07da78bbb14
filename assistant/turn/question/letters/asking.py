"""The body of a letter → its questions, each with what stands before it.

A letter may ask with a question mark, without one (“I would like to know what happens now”), in a list, or by only
telling what is wrong. So each sentence that asks is a question, and where none does, the whole story is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge_base.text.sentences import split_sentences
from knowledge_base.text.terms import extract_query_terms

MIN_WORDS = 45  # of a message that is read as a letter; Chinese characters count as half a word
MIN_LINES = 4
MAX_QUESTIONS = 5
MIN_TERMS = 2  # that carry meaning, of a question without the words around it
CONTEXT = 2  # sentences before a question that may say what it is about

_ASKS = re.compile(
    r"^(?:(?:and|or|so|also|first|second|third)\s+)*"
    r"(?:what|when(?= (?:is|are|do|does|can|will|would)\b)|where|who|how|why|which|can|could|may|do|does|is|are|will)\b"
    r"|[?？]\s*[\"”’)）]*\s*$"
    r"|\b(?:(?:like|want|wanted|wish|need|love|curious|good|nice|important) to (?:know|ask|hear|learn|find out|be told)"
    r"|(?:tell|let|advise|inform|explain to|remind) (?:me|us)\b"
    r"|(?:wonder|wants to know|ask (?:if|whether|what|how|when))"
    r"|grateful for|please (?:help|advise|explain|confirm|say)|any (?:advice|idea|help)"
    r"|would you|could you|can you|may (?:i|we)|is it possible)\b"
    r"|想(?:要)?(?:问|知道|了解|咨询|请教)|请(?:问|教|告)|麻烦(?:问|告诉|您?说)"
    r"|不知道|不清楚|帮(?:我|忙|我们)?(?:看|查|解决)|告知|如何|怎(?:么|样)"
    r"|(?:多少|多久|多长|几点|几天|哪里|什么时候|能不能|可不可以|行不行|对不对|吗)",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^\s*(?:[-*•·]|\(?\d{1,2}[.)、）]|[一二三四五六七八九十][、.])\s*")
_PARTS = re.compile(
    r"(?<=[?？；;。])\s*|[；;，,]\s*(?=(?:另外|还有|以及|顺便)|[一二三四五][、.])|[：:]\s*(?=[一1][、.])",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    r"\b(?:two|three|four|five|some|a few|several|my|these)\s+(?:\w+\s)?questions?\b|[两二三四五几]\s*(?:件事|个问题)",
    re.IGNORECASE,
)
# what stands before the question in a sentence that asks: “I would also like to ask whether …”, “想请问一下，…”
_FRAME = re.compile(
    r"^.{0,60}?\b(?:to know|to ask|to hear|to be told|tell me|let me know|tell us|wonder|wonders)\b"
    r"(?:\s+(?:about|for the next time))?"
    r"(?:\s+(?:if|whether))?[\s,:]+"
    r"|^.{0,20}?(?:想(?:要)?(?:请)?问(?:一下|下)?|请问(?:一下|下)?|想(?:知道|了解|咨询)(?:一下|下)?|麻烦问(?:一下|下)?"
    r"|不知道|不清楚|告诉我)[，,：:\s]*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterQuestion:
    """One question of a letter.

    Attributes:
        text: What the sentence asks.
        sentence: The whole sentence.
        before: The sentences before it, nearest last.
    """

    text: str
    sentence: str
    before: tuple[str, ...]


def is_letter(message: str) -> bool:
    """Tell whether a message is so long that its question stands somewhere in it."""
    size = len(_WORD.findall(message)) + len(_HAN.findall(message)) / 2
    lines = sum(1 for line in message.splitlines() if line.strip())
    return size >= MIN_WORDS or (lines >= MIN_LINES and size >= MIN_WORDS / 2)


def find_questions(body: str) -> tuple[LetterQuestion, ...]:
    """Return the questions of a letter in order; nothing where no sentence asks."""
    sentences = find_sentences(body)
    listed = _listed_questions(body)
    found = [
        LetterQuestion(text=_without_frame(sentence), sentence=sentence, before=_told_before(sentences, n))
        for n, sentence in enumerate(sentences)
        if _ASKS.search(sentence) or sentence in listed
    ]
    return tuple(found[-MAX_QUESTIONS:])


def _told_before(sentences: list[str], n: int) -> tuple[str, ...]:
    """Return the nearest sentences before a question that ask nothing themselves."""
    told = [sentence for sentence in sentences[:n] if not _ASKS.search(sentence)]
    return tuple(told[-CONTEXT:])


def _without_frame(sentence: str) -> str:
    rest = _FRAME.sub("", sentence, count=1)
    return rest if len(extract_query_terms(rest)) >= MIN_TERMS else sentence


def find_sentences(body: str) -> list[str]:
    """Return the sentences of a letter; items of a list and parts that ask something each are sentences, too."""
    sentences: list[str] = []
    for line in _joined_lines(body):
        for sentence in split_sentences(line):
            parts = (part.strip() for part in _PARTS.split(sentence.text) if part)
            sentences.extend(part for part in parts if re.search(r"\w", part))
    return [_ITEM.sub("", sentence) for sentence in sentences]


def _listed_questions(body: str) -> frozenset[str]:
    """Return the items of a list that was announced as questions."""
    lines = _joined_lines(body)
    first = next((n for n, line in enumerate(lines) if _ANNOUNCES.search(line)), len(lines))
    return frozenset(_ITEM.sub("", line) for line in lines[first:] if _ITEM.match(line))


def _joined_lines(body: str) -> list[str]:
    """Join lines that a mail program broke within a sentence."""
    lines: list[str] = []
    for line in body.splitlines():
        stripped = line.strip()
        is_continued = (
            lines and lines[-1] and stripped and stripped[0].islower() and not _ITEM.match(stripped)
        )
        if is_continued:
            lines[-1] += f" {stripped}"
        else:
            lines.append(stripped)
    return [line for line in lines if line]
