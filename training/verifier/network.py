"""The trained verifier: the sentence encoder's layers, the upper ones reading evidence and claim together.

The lower layers read each text alone, so what they make of a statement can be kept for all claims (https://arxiv.org/abs/2005.00697).
The upper layers start as the encoder's and are trained. A head over the claim's states gives the three labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from knowledge_base.encoding.encoder import PAD, SentenceEncoder
from knowledge_base.encoding.encoder_file import EncoderFile, dequantise, open_encoder_file

LOWER_LAYERS = 9
LABEL_COUNT = 3
MAX_STATEMENT_TOKENS = 72
MAX_CLAIM_TOKENS = 48
MAX_TOKENS = 160  # of all
SIDES = 2  # evidence and claim


class Layer(nn.Module):
    """Self-attention and a feed-forward network, each followed by a sum and a layer norm."""

    def __init__(self, width: int, heads: int, epsilon: float) -> None:
        super().__init__()
        self._heads = heads
        self.query_key_value = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.wide = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)
        self.attention_norm = nn.LayerNorm(width, eps=epsilon)
        self.output_norm = nn.LayerNorm(width, eps=epsilon)

    def forward(self, state: Tensor, is_word: Tensor) -> Tensor:
        """Pass `(B, T, D)` on; `is_word` has shape `(B, T)`."""
        batch, length, width = state.shape
        projected = self.query_key_value(state).view(batch, length, 3, self._heads, -1)
        query, key, value = projected.permute(2, 0, 3, 1, 4)  # each (B, heads, T, D / heads)
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=is_word[:, None, None, :])
        mixed = mixed.transpose(1, 2).reshape(batch, length, width)  # (B, T, D)
        state = self.attention_norm(state + self.out(mixed))
        output: Tensor = self.output_norm(state + self.narrow(F.gelu(self.wide(state))))
        return output


def load_layer(file: EncoderFile, number: int) -> Layer:
    """Build a layer with the encoder's weights."""
    sizes = file.sizes
    layer = Layer(sizes.dimension, sizes.heads, sizes.norm_epsilon)

    def read(name: str) -> Tensor:
        return torch.from_numpy(file.read_tensor(f"l{number}.{name}"))

    with torch.no_grad():
        layer.query_key_value.bias.copy_(torch.cat([read(f"{part}.b") for part in "qkv"]))
        stacked = torch.cat([read(f"{part}.w").view(sizes.dimension, -1) for part in "qkv"])
        layer.query_key_value.weight.copy_(stacked)
        parts: dict[str, nn.Linear | nn.LayerNorm] = {
            "ao": layer.out,
            "fi": layer.wide,
            "fo": layer.narrow,
            "aln": layer.attention_norm,
            "oln": layer.output_norm,
        }
        for name, module in parts.items():
            _fill(module.weight, read(f"{name}.w"))
            _fill(module.bias, read(f"{name}.b"))
    return layer


def _fill(parameter: Tensor, values: Tensor) -> None:
    parameter.copy_(values.view(parameter.shape))


class LowerEncoder:
    """Reads single texts through the frozen lower layers."""

    def __init__(self, path: Path) -> None:
        self._file = open_encoder_file(path)
        self._tokenizer = SentenceEncoder(path)
        width = (-1, self._file.sizes.dimension)
        self._words = self._file.read_blocks("emb.word", self._file.sizes.dimension)
        self._places = torch.from_numpy(self._file.read_tensor("emb.pos").reshape(width)) + torch.from_numpy(
            self._file.read_tensor("emb.type").reshape(width)[0]
        )
        self._norm = nn.LayerNorm(self._file.sizes.dimension, eps=self._file.sizes.norm_epsilon)
        with torch.no_grad():
            self._norm.weight.copy_(torch.from_numpy(self._file.read_tensor("emb.ln.w")))
            self._norm.bias.copy_(torch.from_numpy(self._file.read_tensor("emb.ln.b")))
        self._layers = [load_layer(self._file, number).eval() for number in range(LOWER_LAYERS)]

    def upper_layers(self) -> nn.ModuleList:
        """Return fresh copies of the layers above."""
        return nn.ModuleList(load_layer(self._file, n) for n in range(LOWER_LAYERS, self._file.sizes.layers))

    @torch.inference_mode()
    def read(self, texts: Sequence[str], max_tokens: int) -> list[Tensor]:
        """Return the states of texts, each `(T, D)` in half precision."""
        ids = [self._tokenizer.tokenize(text)[:max_tokens] for text in texts]
        longest = max(map(len, ids))
        padded = torch.full((len(ids), longest), PAD)
        for row, tokens in enumerate(ids):
            padded[row, : len(tokens)] = torch.tensor(tokens)
        words = dequantise(self._words[padded.numpy().reshape(-1)])
        state = torch.from_numpy(words).view(len(ids), longest, -1)
        state = self._norm(state + self._places[:longest])
        is_word = padded != PAD
        for layer in self._layers:
            state = layer(state, is_word)
        return [state[row, : len(tokens)].half().clone() for row, tokens in enumerate(ids)]


class PairNetwork(nn.Module):
    """States of evidence and claim → one logit a label."""

    def __init__(self, layers: nn.ModuleList, width: int = 384) -> None:
        super().__init__()
        self.layers = layers
        self.sides = nn.Parameter(torch.zeros(SIDES, width))
        self.head = nn.Sequential(
            nn.Dropout(0.1), nn.Linear(2 * width, 96), nn.GELU(), nn.Linear(96, LABEL_COUNT)
        )

    def forward(self, state: Tensor, is_word: Tensor, is_claim: Tensor) -> Tensor:
        """Judge `(B, T, D)`; both masks have shape `(B, T)`; the claim stands first."""
        state = state + self.sides[is_claim.long()]
        for layer in self.layers:
            state = layer(state, is_word)
        weight = is_claim.unsqueeze(-1).float()
        mean = (state * weight).sum(1) / weight.sum(1)
        logits: Tensor = self.head(torch.cat([state[:, 0], mean], dim=-1))
        return logits


def stack(claims: Sequence[Tensor], evidence: Sequence[Sequence[Tensor]]) -> tuple[Tensor, Tensor, Tensor]:
    """Lay claims and their statements side by side: states `(B, T, D)`, which are words, which are the claim's."""
    rows = [
        torch.cat([claim, *statements])[:MAX_TOKENS]
        for claim, statements in zip(claims, evidence, strict=True)
    ]
    longest = max(map(len, rows))
    state = torch.zeros(len(rows), longest, rows[0].shape[1])
    is_word = torch.zeros(len(rows), longest, dtype=torch.bool)
    is_claim = torch.zeros(len(rows), longest, dtype=torch.bool)
    for place, row in enumerate(rows):
        state[place, : len(row)] = row.float()
        is_word[place, : len(row)] = True
        is_claim[place, : len(claims[place])] = True
    return state, is_word, is_claim
