"""Fit the classifier of `assistant/grounding/blame.py`.

`python -m training.blame.fit` reports by eightfold cross-validation how many sentences that blame are found and
how many others are taken for one, writes the file, and says its SHA-256, which belongs into `CLASSIFIER`. With
`--held-out` it measures the shipped file on `held_out/` and fits nothing.
"""

from __future__ import annotations

from pathlib import Path

from assistant.grounding.blame import CLASSIFIER
from training.sentences import TwoKinds

BLAME = TwoKinds(
    folder=Path(__file__).parent,
    kind="blame",
    other="plain",
    shipped=CLASSIFIER,
    # of other sentences, most of them written to be mistaken: each costs a quotation
    false_alarms=0.06,
)

if __name__ == "__main__":
    BLAME.main()
