"""The report of an evaluation, as Markdown that reads well in a terminal, or as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge_base.evaluation.evaluation import (
    RANKS,
    Estimate,
    Metric,
    Outcome,
    brier_score,
    discounted_gain,
    estimate_difference,
    estimate_mean,
    estimate_share,
    passage_recall_at,
    percentile_seconds,
    recall_at,
    reciprocal_rank,
    reliability,
    trade_off,
)

EVERY_LANGUAGE = "all"
THRESHOLDS = (0.05, 0.1, 0.12, 0.15, 0.18, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
SHOWN_CHARACTERS = 90
FAILURE_RANK = 5
METRICS: Mapping[str, Metric] = {
    **{f"recall@{k}": recall_at(k) for k in RANKS},
    f"passage recall@{FAILURE_RANK}": passage_recall_at(FAILURE_RANK),
    "MRR": reciprocal_rank,
    "nDCG@10": discounted_gain,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was measured.

    Attributes:
        title: What was asked of what, one line.
        outcomes: Of the first setting.
        threshold: Relevance from which a passage is used, 0 to 1.
        passage_count: Passages of the knowledge.
        notes: What the reader must know, such as files that could not be read.
        others: Outcomes of other settings for the same questions, by their name.
    """

    title: str
    outcomes: tuple[Outcome, ...]
    threshold: float
    passage_count: int
    notes: tuple[str, ...] = ()
    others: Mapping[str, tuple[Outcome, ...]]

    def to_markdown(self) -> str:
        """Return the report as Markdown."""
        parts = (
            self._summary(),
            self._ranking(),
            self._refusals(),
            self._calibration(),
            self._comparisons(),
            self._failures(),
        )
        return "\n".join("\n".join(part) for part in parts)

    def to_values(self) -> dict[str, object]:
        """Return the report as values for JSON; what can't be measured is null."""
        return {
            "title": self.title,
            "passages": self.passage_count,
            "threshold": self.threshold,
            "notes": list(self.notes),
            "ranking": {
                language: {name: _values(_estimate(name, group)) for name in METRICS}
                for language, group in self._groups(answerable=True)
            },
            "refusals": {
                language: {name: _values(value) for name, value in _refusal_estimates(group).items()}
                for language, group in self._groups(answerable=None)
            },
            "brier": _values(brier_score(self.outcomes)),
            "differences": {
                name: {metric: _values(value) for metric, value in _differences(self.outcomes, other).items()}
                for name, other in self.others.items()
            },
            "failures": [
                {
                    "question": outcome.question.text,
                    "answers": list(outcome.question.answers),
                    "rank": outcome.rank,
                    "found": [{"document": p.document, "text": p.text} for p in outcome.found[:1]],
                }
                for outcome in self._failed()
            ],
        }

    def _summary(self) -> Iterator[str]:
        answerable = sum(outcome.question.is_answerable for outcome in self.outcomes)
        slow = percentile_seconds(self.outcomes, 95)
        yield f"{self.title}: {len(self.outcomes)} questions, {len(self.outcomes) - answerable} of them without an"
        yield f"answer in the documents; {self.passage_count} passages. A search took"
        yield f"{1000 * percentile_seconds(self.outcomes, 50):.0f} ms (median), {1000 * slow:.0f} ms (p95)."
        yield from (f"\n- {note}" for note in self.notes)

    def _ranking(self) -> Iterator[str]:
        yield "\n### Ranking\n"
        yield "Of the questions with an answer; in brackets the 95 % confidence interval. Neighbouring"
        yield "passages of one section are one result; passage recall and nDCG count each passage alone.\n"
        yield _row("language", "questions", *METRICS)
        yield _row(*["---"] * (2 + len(METRICS)))
        for language, group in self._groups(answerable=True):
            yield _row(language, str(len(group)), *(_show(_estimate(name, group)) for name in METRICS))

    def _refusals(self) -> Iterator[str]:
        yield f"\n### “Not in the knowledge” (relevance threshold {self.threshold:.2f})\n"
        names = list(_refusal_estimates(self.outcomes))
        yield _row("language", *names)
        yield _row(*["---"] * (1 + len(names)))
        for language, group in self._groups(answerable=None):
            yield _row(language, *(_show(value) for value in _refusal_estimates(group).values()))
        yield "\nWhat other thresholds would do:\n"
        yield _row("threshold", "answering passage kept", "unanswerable refused")
        yield _row("---", "---", "---")
        for point in trade_off(self.outcomes, THRESHOLDS):
            kept, refused = _percent(point.answerable_kept), _percent(point.unanswerable_refused)
            yield _row(f"{point.threshold:.2f}", kept, refused)

    def _calibration(self) -> Iterator[str]:
        yield "\n### Calibration\n"
        yield f"Brier score of each question's best candidate: {_show(brier_score(self.outcomes))}\n"
        yield _row("judged relevance", "candidates", "mean relevance", "share that answers")
        yield _row(*["---"] * 4)
        for one in reliability(self.outcomes):
            yield _row(
                f"{one.low:.1f} to {one.high:.1f}",
                str(one.count),
                f"{one.mean_relevance:.2f}",
                f"{one.share_right:.2f}",
            )

    def _comparisons(self) -> Iterator[str]:
        for name, other in self.others.items():
            yield f"\n### Compared with {name}\n"
            yield "Difference of the other setting to this one, on the same questions (paired bootstrap).\n"
            yield _row("metric", "this", name, "difference")
            yield _row(*["---"] * 4)
            right = [outcome for outcome in self.outcomes if outcome.question.is_answerable]
            other_right = [outcome for outcome in other if outcome.question.is_answerable]
            for metric, difference in _differences(self.outcomes, other).items():
                this, that = _estimate(metric, right).value, _estimate(metric, other_right).value
                yield _row(metric, f"{this:.3f}", f"{that:.3f}", _show(difference, signed=True))

    def _failures(self) -> Iterator[str]:
        failed = self._failed()
        yield f"\n### Answers that are not among the first {FAILURE_RANK}: {len(failed)}\n"
        for outcome in failed:
            best = outcome.found[0] if outcome.found else None
            instead = f"“{_shorten(best.text)}” ({best.document})" if best else "nothing"
            wanted = _shorten(" | ".join(outcome.question.answers))
            rank = f"rank {outcome.rank}" if outcome.rank else "not found"
            yield f"- {outcome.question.text} · wanted “{wanted}”: {rank}; first was {instead}"
        wrong = [o for o in self.outcomes if not o.question.is_answerable and not o.is_refused]
        yield f"\n### Questions without an answer for which a passage was given: {len(wrong)}\n"
        for outcome in wrong:
            best = max(outcome.found, key=lambda passage: passage.relevance)
            yield f"- {outcome.question.text} · {best.relevance:.2f} “{_shorten(best.text)}” ({best.document})"

    def _failed(self) -> list[Outcome]:
        return [
            outcome
            for outcome in self.outcomes
            if outcome.question.is_answerable and (outcome.rank is None or outcome.rank > FAILURE_RANK)
        ]

    def _groups(self, *, answerable: bool | None) -> Iterator[tuple[str, list[Outcome]]]:
        wanted = [o for o in self.outcomes if answerable is None or o.question.is_answerable == answerable]
        for language in sorted({outcome.question.language for outcome in wanted}):
            yield language, [outcome for outcome in wanted if outcome.question.language == language]
        yield EVERY_LANGUAGE, wanted


def _estimate(name: str, outcomes: Sequence[Outcome]) -> Estimate:
    values = [METRICS[name](outcome) for outcome in outcomes]
    if "recall" in name:
        return estimate_share([bool(value) for value in values])
    return estimate_mean(values)


def _refusal_estimates(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    with_answer = [outcome for outcome in outcomes if outcome.question.is_answerable]
    without = [outcome for outcome in outcomes if not outcome.question.is_answerable]
    return {
        "unanswerable, refused": estimate_share([outcome.is_refused for outcome in without]),
        "answerable, refused": estimate_share([outcome.is_refused for outcome in with_answer]),
        "answerable, right passage given": estimate_share([outcome.is_given for outcome in with_answer]),
        "refusals that were right": estimate_share(
            [not outcome.question.is_answerable for outcome in outcomes if outcome.is_refused]
        ),
    }


def _differences(outcomes: Sequence[Outcome], others: Sequence[Outcome]) -> dict[str, Estimate]:
    right = [outcome for outcome in outcomes if outcome.question.is_answerable]
    other_right = [outcome for outcome in others if outcome.question.is_answerable]
    return {
        name: estimate_difference([metric(o) for o in right], [metric(o) for o in other_right])
        for name, metric in METRICS.items()
    }


def _values(estimate: Estimate) -> dict[str, float | int | None]:
    numbers = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    return {
        **{name: None if math.isnan(number) else round(number, 4) for name, number in numbers.items()},
        "count": estimate.count,
    }


def _show(estimate: Estimate, *, signed: bool = False) -> str:
    if not estimate.count:
        return "–"
    form = "+.3f" if signed else ".3f"
    return f"{estimate.value:{form}} [{estimate.low:{form}}, {estimate.high:{form}}]"


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{100 * share:.0f} %"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _shorten(text: str) -> str:
    line = " ".join(text.split()).replace("|", "/")
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 1] + "…"
