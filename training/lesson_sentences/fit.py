"""Fit the classifier of `assistant/grounding/teaching.py`.

`python -m training.lesson_sentences.fit` reports by eightfold cross-validation how many sentences that speak to a
learner are found and how many that claim something are taken for one, writes the file, and says its SHA-256, which
belongs into `CLASSIFIER`. With `--held-out` it measures the shipped file on `held_out/` and fits nothing.
"""

from __future__ import annotations

from pathlib import Path

from assistant.grounding.teaching import CLASSIFIER
from training.sentences import TwoKinds

SPEECH = TwoKinds(
    folder=Path(__file__).parent,
    kind="speaks",
    other="claim",
    shipped=CLASSIFIER,
    false_alarms=0.03,  # of claims: each is shown though nothing supports it
)

if __name__ == "__main__":
    SPEECH.main()
