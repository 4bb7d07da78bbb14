"""The data and the network that a verifier is trained with."""

import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from assistant.grounding.claim_features import find_features
from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.passages import DocumentId, Passage, PassageId
from knowledge_base.text.statements import split_statements
from model.weights_manifest import E5_SMALL
from training.verifier.changes import make_pairs, spell_english
from training.verifier.documents import DEV
from training.verifier.labelled_claims import LABELS, SUPPORTED, read_labelled_claims
from training.verifier.linear_model import fit, score
from training.verifier.network import LowerEncoder, PairNetwork
from training.verifier.pairs import Pair, read_written_pairs
from training.verifier.train import States, Trainer

ROW = "Part: drip tray; Price: 12.40 euros; Width: 18 cm"


@pytest.fixture(scope="module")
def path(weights_folder: Path) -> Path:
    return weights_folder / E5_SMALL.name / E5_SMALL.files[0].name


@pytest.fixture(scope="module")
def lower(path: Path) -> LowerEncoder:
    return LowerEncoder(path)


def make_of(text: str) -> list[Pair]:
    passage = Passage(
        id=PassageId(1),
        document_id=DocumentId("d"),
        document_title="",
        heading_path=(),
        page=None,
        ordinal=0,
        text=text,
    )
    return list(make_pairs(split_statements(passage), random.Random(1)))  # noqa: S311


def test_the_written_pairs_hold_both_languages_and_all_labels() -> None:
    pairs = list(read_written_pairs())
    counts = Counter(pair.label for pair in pairs)
    assert len(pairs) > 800
    assert min(counts[label] for label in LABELS) > 100


def test_a_labelled_claim_comes_with_the_names_of_the_columns() -> None:
    claims = {claim.id: claim for claim in read_labelled_claims(DEV)}
    (row,) = claims["allotment-c01"].statements
    assert ("Rent per year", "£46.00") in row.cells
    assert row.passage in claims["allotment-c01"].passages


def test_changes_keep_or_break_what_a_row_says() -> None:
    pairs = make_of("Part: drip tray; Price: 12 euros\nPart: water tank; Price: 30 euros")
    assert {pair.label for pair in pairs} == set(LABELS)
    for pair in pairs:
        subject = "drip tray" if "drip tray" in pair.statements[0] else "water tank"
        price = {"drip tray": ("12", "twelve"), "water tank": ("30", "thirty")}[subject]
        says_it = subject in pair.claim and any(f"{word} euros" in pair.claim for word in price)
        assert (pair.label == SUPPORTED) == says_it, pair


@pytest.mark.parametrize(
    ("number", "words"), [(7, "seven"), (40, "forty"), (63, "sixty-three"), (215, "two hundred and fifteen")]
)
def test_numbers_are_written_in_words(number: int, words: str) -> None:
    assert spell_english(number) == words


def test_a_value_of_another_column_and_a_value_that_stands_nowhere_are_seen() -> None:
    swapped = find_features("The width of the drip tray is 12.40.", [ROW], "", 0.5)
    invented = find_features("The drip tray costs 14.40 euros.", [ROW], "", 0.5)
    right = find_features("The price of the drip tray is 12.40 euros.", [ROW], "", 0.5)
    assert swapped["other column"].value
    assert invented["a value is missing"].value
    assert right["named column"].value
    assert not right["a value is missing"].value
    assert list(swapped) == list(right)


def test_a_weight_never_takes_the_sign_that_it_may_not_have() -> None:
    features = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]] * 5)
    is_true = features[:, 0] == 1
    model = fit(features, is_true, np.ones(len(features)), np.array([-1.0, 0.0]))
    assert model[0] == 0
    free = fit(features, is_true, np.ones(len(features)), np.array([0.0, 0.0]))
    assert ((score(features, free) > 0) == is_true).all()


def test_the_layers_give_what_the_encoder_gives(path: Path, lower: LowerEncoder) -> None:
    state = lower.read(["query: How long is the warranty?"], 99)[0].float()[None]
    for layer in lower.upper_layers():
        state = layer(state, torch.ones(1, state.shape[1], dtype=torch.bool))
    ours = F.normalize(state.mean(1), dim=-1).detach().numpy()[0]
    theirs = SentenceEncoder(path).embed_queries(["How long is the warranty?"])[0]
    assert np.abs(ours - theirs).max() < 1e-3


def test_steps_make_the_loss_smaller(lower: LowerEncoder) -> None:
    torch.manual_seed(0)
    pairs = [
        Pair(statements=("Dogs are allowed.",), claim="You may bring a dog.", label=SUPPORTED),
        Pair(statements=("Dogs are allowed.", "Cats stay out."), claim="狗不能进。", label=LABELS[1]),
    ]
    trainer = Trainer(PairNetwork(lower.upper_layers()[:1]), States(lower))
    losses = [trainer.step(pairs, share=0.0) for _ in range(4)]
    assert losses[-1] < losses[0]
