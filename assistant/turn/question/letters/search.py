"""The questions of a letter → one finding: each is searched for as it is best understood.

A question of a letter may need a sentence before it to be understood (“It shows E-417. Please help.”) and may be
drowned by another one. So each is searched for in several wordings, and counts in the one to which a passage answers
likeliest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.turn.question.code_search import find_code
from assistant.turn.question.finding import Finding
from assistant.turn.question.letters.asking import LetterQuestion, find_questions, find_sentences
from assistant.turn.question.letters.body import read_body
from knowledge_base.passages import Passage, ScoredPassage
from knowledge_base.text.content_words import find_letter_codes
from knowledge_base.text.languages import Language
from knowledge_base.text.terms import extract_codes, extract_query_terms

STORY = 0.15  # relevance below which a sentence of a letter is about nothing that is known
MIN_TERMS = 3  # that carry meaning, of a question that may be searched for alone
MAX_STORY_SEARCHES = 12
MAX_STORIES = 2

Search = Callable[[str], Finding]


def search_letter(letter: str, language: Language, search: Search) -> Finding:
    """Find what a letter is answered from.

    Args:
        letter: As it was written.
        language: Of it.
        search: Finds passages for a question.

    Returns:
        The passages that were found for the first question, the second and so on, best first of each, in turn; the
        questions as they can be understood alone. Without anything found: what the whole body finds.
    """
    body = read_body(letter)
    sentences = find_sentences(body)
    found = [_search_question(question, search) for question in find_questions(body)]
    found += _search_codes(sentences, found, language, search)
    known = [finding for finding in found if _relevance(finding) >= STORY]
    known = known or _search_story(sentences, search)
    return _join(known) if known else search(body)


def _search_question(question: LetterQuestion, search: Search) -> Finding:
    """Search for a question alone, where it names what it asks for, and with what was told before it."""
    counts = range(1, len(question.before) + 1)
    wordings = [" ".join((*question.before[-count:], question.sentence)) for count in counts]
    if len(extract_query_terms(question.text)) >= MIN_TERMS or not wordings:
        wordings = [question.text, question.sentence, *wordings]
    findings = [search(wording) for wording in dict.fromkeys(wordings)]
    likeliest = max(findings, key=_relevance)
    passages = _in_turn([f.passages for f in sorted(findings, key=_relevance, reverse=True)])
    candidates = _best_of(scored for finding in findings for scored in finding.candidates)
    return replace(likeliest, passages=tuple(passages), candidates=candidates)


def _search_codes(
    sentences: Sequence[str], found: Sequence[Finding], language: Language, search: Search
) -> list[Finding]:
    """Search for what is told of a code that a document explains and no question names: “now it shows E-417”."""
    asked = extract_codes(" ".join(finding.query for finding in found))
    more = []
    for sentence in sentences:
        if codes := find_letter_codes(sentence) - asked:
            finding = search(sentence)
            if any(codes & find_letter_codes(passage.text) for passage in finding.passages):
                more.append(finding)
            elif coded := find_code(sentence, language, search):
                more.append(coded)
    return more


def _search_story(sentences: Sequence[str], search: Search) -> list[Finding]:
    """Search for what a letter tells, sentence by sentence: the likeliest is what it is about."""
    told = sorted(sentences, key=len, reverse=True)[:MAX_STORY_SEARCHES]
    found = sorted((search(sentence) for sentence in told), key=_relevance, reverse=True)
    return [finding for finding in found[:MAX_STORIES] if _relevance(finding) >= STORY]


def _relevance(finding: Finding) -> float:
    return finding.best.relevance if finding.best else 0.0


def _join(findings: Sequence[Finding]) -> Finding:
    questions = tuple(dict.fromkeys(finding.query for finding in findings))
    return Finding(
        passages=tuple(_in_turn([finding.passages for finding in findings])),
        query=" ".join(questions),
        rewritten=" ".join(questions),
        candidates=_best_of(scored for finding in findings for scored in finding.candidates),
        stands_alone=True,
        questions=questions,
    )


def _in_turn(rows: Sequence[Sequence[Passage]]) -> Iterator[Passage]:
    seen = set()
    for column in range(max(map(len, rows), default=0)):
        for row in rows:
            if column < len(row) and row[column].id not in seen:
                seen.add(row[column].id)
                yield row[column]


def _best_of(candidates: Iterable[ScoredPassage]) -> tuple[ScoredPassage, ...]:
    best: dict[int, ScoredPassage] = {}
    for scored in candidates:
        known = best.get(scored.passage.id)
        if known is None or scored.relevance > known.relevance:
            best[scored.passage.id] = scored
    return tuple(sorted(best.values(), key=lambda scored: -scored.relevance))
