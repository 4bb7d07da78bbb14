"""Which classifier tells sentences that speak to a machine from those that speak to a reader?

`python -m training.orders.cross_validate` embeds the labelled sentences of `training/` and the sentences of the sample
documents, and reports by eightfold cross-validation how many orders are found where one, three and five of a hundred
other sentences are taken for one. `held_out/` was written before and is not read here: it is opened once, when a
classifier is good enough to be shipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from assistant.settings import Settings
from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.text.sentences import split_sentences
from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL

FOLDER = Path(__file__).parent / "training"
SAMPLES = Path(__file__).parents[2] / "knowledge_base" / "sources" / "samples"
KIND = "== "  # begins the line that names the kind of the sentences below it
MIN_CHARACTERS = 6  # of a document's sentence
FALSE_ALARMS = (0.01, 0.03, 0.05)
FOLDS = 8
MODELS = {
    "logistic regression": LogisticRegression(C=0.03, solver="liblinear"),
    "support vectors, radial": SVC(C=30.0),
}


def main() -> None:
    orders = [sentence for path in sorted(FOLDER.glob("orders.*.txt")) for sentence in read_sentences(path)]
    others = [sentence for path in sorted(FOLDER.glob("plain.*.txt")) for sentence in read_sentences(path)]
    others += sorted(set(_document_sentences()))
    folder = Settings().data_folder / "weights"
    encoder = SentenceEncoder(ensure_weights(E5_SMALL, folder) / E5_SMALL.files[0].name)
    embeddings = encoder.embed_passages([*orders, *others])
    is_order = np.arange(len(embeddings)) < len(orders)
    print(f"{len(orders)} orders, {len(others)} other sentences")
    for name, model in MODELS.items():
        scores = cross_val_predict(
            make_pipeline(StandardScaler(), model),
            embeddings,
            is_order,
            cv=StratifiedKFold(FOLDS, shuffle=True, random_state=0),
            method="decision_function",
        )
        found = " ".join(f"{_recall(scores, is_order, share):.3f}@{share:.0%}" for share in FALSE_ALARMS)
        print(f"{name}: {found}")


def read_sentences(path: Path) -> Iterator[str]:
    """Yield a file's sentences, without the lines that name their kind."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith(KIND):
            yield line


def _document_sentences() -> Iterator[str]:
    for path in sorted(SAMPLES.glob("*/*.md")):
        for sentence in split_sentences(path.read_text(encoding="utf-8")):
            if len(sentence.text) >= MIN_CHARACTERS:
                yield sentence.text


def _recall(scores: npt.NDArray[np.float64], is_order: npt.NDArray[np.bool_], false_alarms: float) -> float:
    """Return the share of orders above the score that so many of the other sentences reach."""
    limit = np.quantile(scores[~is_order], 1 - false_alarms)
    return float((scores[is_order] > limit).mean())


if __name__ == "__main__":
    main()
