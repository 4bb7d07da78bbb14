"""The sentence encoder: multilingual-e5-small as a torch network (https://huggingface.co/intfloat/multilingual-e5-small).

It brings questions and passages of a hundred languages into one space, so that a Chinese question meets an English
passage. A BERT encoder (https://arxiv.org/abs/1810.04805), mean pooling, unit length (https://arxiv.org/abs/2402.05672).
The states of the single tokens, which the mean is taken of, are given too where a reranker compares token by token.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer, models, pre_tokenizers
from torch import Tensor, nn

from knowledge_base.encoding.calibration import EMBEDDED_ENCODER
from knowledge_base.encoding.encoder_file import EncoderFile, FloatArray, dequantise, open_encoder_file

QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
BOS, PAD, EOS, UNK = 0, 1, 2, 3
BATCH_TEXTS = 16
PREFIX_TOKENS = 3  # start of text, "query" or "passage", ":"
MAX_SURPRISE = 14.0  # bounds what the rarest tokens weigh
MAX_CHARACTERS = 8000  # more than 512 tokens in any script; keeps the tokenizer fast on a hostile text


class SentenceEncoder:
    """Embeds texts; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Load the weights (about 90 MB of memory; word embeddings stay quantised).

        Raises:
            EmbeddingError: The file can't be read.
        """
        file = open_encoder_file(path)
        self.dimension = file.sizes.dimension
        self._max_tokens = file.sizes.max_tokens
        self._tokenizer = _build_tokenizer(file)
        self._replacements = file.replacements
        surprise = -np.array([score for _, score in file.pieces], dtype=np.float32)
        self._weights = np.clip(surprise, 0.0, MAX_SURPRISE)
        self._network = _Network(file).eval()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Which encoder this is; embeddings of encoders with different names can't be compared."""
        return EMBEDDED_ENCODER

    def embed_queries(self, texts: Sequence[str]) -> FloatArray:
        """Embed questions: unit length, shape `(n, dimension)`."""
        return self._embed([QUERY_PREFIX + text for text in texts])[0]

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        """Embed passages: unit length, shape `(n, dimension)`."""
        return self._embed([PASSAGE_PREFIX + text for text in texts])[0]

    def embed_query_tokens(self, text: str) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Embed a question and each of its tokens.

        Returns:
            The question, shape `(dimension,)`; its tokens, unit length, shape `(tokens, dimension)`; and how much each
            says, shape `(tokens,)`: minus its log probability in the tokenizer's unigram model
            (https://arxiv.org/abs/1804.10959), so a rare word counts more than a frequent one.
        """
        embeddings, states, token_ids = self._embed([QUERY_PREFIX + text], keeps_tokens=True)
        weights = self._weights[token_ids[0][PREFIX_TOKENS:-1]]
        return embeddings[0], states[0], weights

    def embed_passage_tokens(self, texts: Sequence[str]) -> tuple[FloatArray, list[FloatArray]]:
        """Embed passages and each of their tokens.

        Returns:
            The passages, shape `(n, dimension)`, and for each its tokens, unit length, shape `(tokens, dimension)`.
        """
        embeddings, states, _ = self._embed([PASSAGE_PREFIX + text for text in texts], keeps_tokens=True)
        return embeddings, states

    def find_tokens(self, text: str, pieces: Sequence[str]) -> list[range]:
        """Find the tokens of pieces of a passage among those that `embed_passage_tokens` gives for it.

        Args:
            text: The passage.
            pieces: Parts of its text.

        Returns:
            Places of the tokens of each; empty for a piece that is not there, or beyond what the network reads.
        """
        whole = self._normalise(PASSAGE_PREFIX + text)
        spans = self._tokenizer.encode(whole, add_special_tokens=False).offsets[: self._max_tokens - 2]
        ends = [end for _, end in spans[PREFIX_TOKENS - 1 :]]
        found = []
        for piece in map(self._normalise, pieces):
            start = whole.rfind(piece) if piece else -1
            first, last = bisect_right(ends, start), bisect_left(ends, start + len(piece))
            found.append(range(first, min(last + 1, len(ends))) if start >= 0 else range(0))
        return found

    def _normalise(self, text: str) -> str:
        return " ".join(text[:MAX_CHARACTERS].translate(self._replacements).split())

    def _embed(
        self, texts: Sequence[str], *, keeps_tokens: bool = False
    ) -> tuple[FloatArray, list[FloatArray], list[list[int]]]:
        token_ids = [self.tokenize(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda i: len(token_ids[i]))  # alike lengths share a batch
        embeddings = np.empty((len(texts), self.dimension), dtype=np.float32)
        states: list[FloatArray] = [np.empty((0, self.dimension), dtype=np.float32)] * len(texts)
        for start in range(0, len(order), BATCH_TEXTS):
            batch = order[start : start + BATCH_TEXTS]
            pooled, tokens = self._run([token_ids[i] for i in batch])
            embeddings[batch] = pooled
            if keeps_tokens:
                for row, i in enumerate(batch):
                    state = tokens[row, PREFIX_TOKENS : len(token_ids[i]) - 1]
                    states[i] = state / np.linalg.norm(state, axis=1, keepdims=True)
        return embeddings, states, token_ids

    def tokenize(self, text: str) -> list[int]:
        """Return a text's token ids, cut to what the network reads."""
        ids = self._tokenizer.encode(self._normalise(text), add_special_tokens=False).ids
        return [BOS, *ids[: self._max_tokens - 2], EOS]

    def _run(self, token_ids: list[list[int]]) -> tuple[FloatArray, FloatArray]:
        longest = max(map(len, token_ids))
        padded = torch.full((len(token_ids), longest), PAD)  # (B, T)
        for row, ids in enumerate(token_ids):
            padded[row, : len(ids)] = torch.tensor(ids)
        with self._lock, torch.inference_mode():
            pooled, states = self._network(padded)
            return pooled.numpy(), states.numpy()


class _Network(nn.Module):
    """Token ids `(B, T)` → unit-length embeddings `(B, D)` and the tokens' states `(B, T, D)`."""

    def __init__(self, file: EncoderFile) -> None:
        super().__init__()
        self._words = file.read_blocks("emb.word", file.sizes.dimension)
        self._dimension = file.sizes.dimension
        width = (-1, file.sizes.dimension)
        positions = torch.from_numpy(file.read_tensor("emb.pos").reshape(width))
        types = torch.from_numpy(file.read_tensor("emb.type").reshape(width))
        self._places = positions + types[0]  # (max_tokens, D)
        self._norm = _norm(file, "emb.ln", file.sizes.norm_epsilon)
        self._layers = nn.ModuleList(_Layer(file, f"l{i}") for i in range(file.sizes.layers))

    def forward(self, token_ids: Tensor) -> tuple[Tensor, Tensor]:
        words = dequantise(self._words[token_ids.numpy().reshape(-1)])
        state = torch.from_numpy(words).view(*token_ids.shape, self._dimension)  # (B, T, D)
        state = self._norm(state + self._places[: token_ids.shape[1]])
        is_word = token_ids != PAD  # (B, T)
        for layer in self._layers:
            state = layer(state, is_word[:, None, None, :])
        weight = is_word.unsqueeze(-1).float()  # (B, T, 1)
        return F.normalize((state * weight).sum(1) / weight.sum(1), dim=-1), state


class _Layer(nn.Module):
    """Self-attention and a feed-forward network, each followed by a sum and a layer norm."""

    def __init__(self, file: EncoderFile, name: str) -> None:
        super().__init__()
        self._heads = file.sizes.heads
        query, key, value, self._out, self._wide, self._narrow = (
            _linear(file, f"{name}.{part}") for part in ("q", "k", "v", "ao", "fi", "fo")
        )
        self._query_key_value = _stack(query, key, value)
        self._attention_norm = _norm(file, f"{name}.aln", file.sizes.norm_epsilon)
        self._output_norm = _norm(file, f"{name}.oln", file.sizes.norm_epsilon)

    def forward(self, state: Tensor, is_word: Tensor) -> Tensor:
        batch, length, width = state.shape
        projected = self._query_key_value(state).view(batch, length, 3, self._heads, -1)
        query, key, value = projected.permute(2, 0, 3, 1, 4)  # each (B, heads, T, D / heads)
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=is_word)
        mixed = mixed.transpose(1, 2).reshape(batch, length, width)  # (B, T, D)
        state = self._attention_norm(state + self._out(mixed))
        output: Tensor = self._output_norm(state + self._narrow(F.gelu(self._wide(state))))
        return output


def _linear(file: EncoderFile, name: str) -> nn.Linear:
    bias = torch.from_numpy(file.read_tensor(f"{name}.b"))
    weight = torch.from_numpy(file.read_tensor(f"{name}.w").reshape(len(bias), -1))
    linear = nn.Linear(weight.shape[1], weight.shape[0], device="meta")
    linear.weight, linear.bias = _frozen(weight), _frozen(bias)
    return linear


def _stack(*linears: nn.Linear) -> nn.Linear:
    weight = torch.cat([linear.weight for linear in linears])
    stacked = nn.Linear(weight.shape[1], weight.shape[0], device="meta")
    stacked.weight = _frozen(weight)
    stacked.bias = _frozen(torch.cat([linear.bias for linear in linears]))
    return stacked


def _norm(file: EncoderFile, name: str, epsilon: float) -> nn.LayerNorm:
    weight = torch.from_numpy(file.read_tensor(f"{name}.w"))
    norm = nn.LayerNorm(len(weight), eps=epsilon)
    norm.weight = _frozen(weight)
    norm.bias = _frozen(torch.from_numpy(file.read_tensor(f"{name}.b")))
    return norm


def _frozen(tensor: Tensor) -> nn.Parameter:
    return nn.Parameter(tensor, requires_grad=False)


def _build_tokenizer(file: EncoderFile) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(list(file.pieces), unk_id=UNK, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    return tokenizer
