"""Sentences of lessons that speak to the learner, told from claims by the classifier that comes with Docent."""

import pytest

from assistant.grounding.teaching import CLASSIFIER, speaks_to_learner
from knowledge_base.encoding.second_encoder import SecondEncoder
from tests.assistant.fakes import SENTENCE_JUDGE, FixedRetriever
from training.lesson_sentences.fit import SPEECH


@pytest.mark.parametrize(
    "sentence",
    ["Fractions were invented by the Greeks.", "More workers are faster.", "分数是古希腊人发明的。"],
)
def test_a_claim_is_none(sentence: str) -> None:
    assert not speaks_to_learner(sentence, FixedRetriever())


@pytest.mark.parametrize("sentence", ["Undo the addition first.", "What would you do first?", "先去括号。"])
def test_what_asks_or_guides_is_one(sentence: str) -> None:
    assert speaks_to_learner(sentence, FixedRetriever())


def test_what_was_measured_on_sentences_that_were_held_out_stays() -> None:
    texts, is_speech, languages = SPEECH.read_split("held_out")
    shown = CLASSIFIER.load().takes(SENTENCE_JUDGE.embed(texts))
    assert set(languages) == {"en", "zh"}
    assert shown[~is_speech].mean() <= 0.1
    assert shown[is_speech].mean() >= 0.75


def test_the_classifier_reads_the_vectors_of_the_second_encoder() -> None:
    assert CLASSIFIER.load().mean.shape == (SecondEncoder.dimension,)
