"""The rules beside a model over features: `python -m training.verifier.compare`.

Every document of the dev part is judged by a model that saw neither its claims nor the pairs made of it. Two kinds of
claims are told apart: written ones, whose true ones are mostly said freely, and made ones, whose true ones are nearly
word for word, as a reply's are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from sklearn.metrics import roc_auc_score

from assistant.grounding.claim_features import find_features
from assistant.grounding.rule_verifier import RuleVerifier
from assistant.settings import Settings
from knowledge_base.encoding.calibration import CalibrationFiles
from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.encoding.kept_embeddings import KeptEmbeddings
from knowledge_base.passages import DocumentId, Passage, PassageId
from knowledge_base.retrieval.relevance import language_of
from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL
from tests.assistant.fakes import FixedRetriever
from training.verifier.documents import DEV, pair_document, pair_documents
from training.verifier.labelled_claims import SUPPORTED, read_labelled_claims
from training.verifier.linear_model import FloatArray, fit, score
from training.verifier.pairs import Pair, from_labelled, read_written_pairs

MADE_OF_A_DOCUMENT = 60
MADE_FOR_TRAINING = 500
MADE_WEIGHT = 0.5
SEED = 5
THRESHOLDS = (0.0, 0.5, 1.0)  # log odds
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A pair, of which document it is, and whether it is only trained on."""

    pair: Pair
    document: str
    kind: str  # written, made


def read_cases() -> list[Case]:
    """Read all pairs; those without a document are only trained on."""
    cases = [Case(pair=pair, document="", kind="written") for pair in read_written_pairs()]
    made = pair_documents(SEED)
    cases += [Case(pair=p, document="", kind="made") for p in made[:: max(1, len(made) // MADE_FOR_TRAINING)]]
    for claim in read_labelled_claims(DEV):
        name = str(claim.passages[0].document_id)
        cases.append(Case(pair=from_labelled(claim), document=name, kind="written"))
    for name in sorted({case.document for case in cases} - {""}):
        for pair in pair_document(DEV / name, MADE_OF_A_DOCUMENT, SEED):
            cases.append(Case(pair=pair, document=name, kind="made"))
    return cases


class MeaningRetriever(FixedRetriever):
    """Compares texts as the knowledge base does, without documents."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        super().__init__()
        self._kept = KeptEmbeddings(encoder)
        self._calibration = CalibrationFiles().read(encoder.name)

    def similarities(self, queries: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return similarities, shape `(len(queries), len(texts))`."""
        cosines = self._kept.embed(queries) @ self._kept.embed(texts).T
        languages = np.array([language_of(text) for text in texts])
        is_same = np.array([language_of(query) for query in queries])[:, None] == languages[None, :]
        return self._calibration.to_similarity(cosines, is_same)


def judge_by_rules(pair: Pair, verifier: RuleVerifier) -> tuple[float, bool]:
    """Return the probability of the rules, and whether they support a claim."""
    passage = Passage(
        id=PassageId(1),
        document_id=DocumentId("d"),
        document_title="",
        heading_path=(),
        page=None,
        ordinal=0,
        text="\n".join(pair.statements),
    )
    (judgement,) = verifier.verify([pair.claim], [passage], "")
    return judgement.probability, judgement.is_supported


def score_apart(cases: Sequence[Case], features: FloatArray, directions: FloatArray) -> FloatArray:
    """Score every case of a document by a model that saw nothing of that document."""
    is_true = np.array([case.pair.label == SUPPORTED for case in cases])
    weights = np.array([MADE_WEIGHT if case.kind == "made" else 1.0 for case in cases])
    documents = np.array([case.document for case in cases])
    scores = np.zeros(len(cases))
    for name in sorted(set(documents) - {""}):
        rest, here = documents != name, documents == name
        scores[here] = score(features[here], fit(features[rest], is_true[rest], weights[rest], directions))
    return scores


def report(cases: Sequence[Case], scores: FloatArray, rules: FloatArray, supported: BoolArray) -> None:
    """Print the table."""
    is_true = np.array([case.pair.label == SUPPORTED for case in cases])
    deciders: list[tuple[str, BoolArray]] = [("rules", supported)]
    deciders += [(f"model, log odds above {t}", scores > t) for t in THRESHOLDS]
    deciders += [(f"rules and model above {t}", supported & (scores > t)) for t in THRESHOLDS]
    for kind in ("written", "made"):
        here = np.array([case.kind == kind and bool(case.document) for case in cases])
        true, false = here & is_true, here & ~is_true
        print(f"\n{kind}: {true.sum()} true, {false.sum()} false")
        for name, values in (("rules", rules), ("model", scores)):
            print(f"  area under the curve, {name}: {roc_auc_score(is_true[here], values[here]):.3f}")
        for name, passed in deciders:
            print(
                f"  {name}: false passed {passed[false].mean():.1%}, true refused {(~passed[true]).mean():.1%}"
            )


def main() -> None:
    """Compare."""
    torch.set_num_threads(1)
    encoder = SentenceEncoder(ensure_weights(E5_SMALL, Settings().weights_folder) / E5_SMALL.files[0].name)
    verifier = RuleVerifier(MeaningRetriever(encoder))
    cases = read_cases()
    judged = [judge_by_rules(case.pair, verifier) for case in cases]
    found = [
        find_features(case.pair.claim, case.pair.statements, case.pair.heading, probability)
        for case, (probability, _) in zip(cases, judged, strict=True)
    ]
    features = np.array([[feature.value for feature in row.values()] for row in found], dtype=float)
    directions = np.array([feature.direction for feature in found[0].values()], dtype=float)
    scores = score_apart(cases, features, directions)
    rules = np.array([probability for probability, _ in judged])
    report(cases, scores, rules, np.array([is_supported for _, is_supported in judged]))
    is_true = np.array([case.pair.label == SUPPORTED for case in cases])
    weights = np.array([MADE_WEIGHT if case.kind == "made" else 1.0 for case in cases])
    *whole, constant = fit(features, is_true, weights, directions)
    print("\nweights of all documents:")
    for name, weight in zip(found[0], whole, strict=True):
        print(f'    "{name}": {weight:.3f},')
    print(f"INTERCEPT = {constant:.3f}")


if __name__ == "__main__":
    main()
