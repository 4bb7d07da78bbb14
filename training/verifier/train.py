"""Trains the network: `nice python -m training.verifier.train --infotabs FOLDER --seconds 7200 --out FOLDER`.

Claims of half of the dev documents are kept for choosing; see `CHOOSING`.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from sklearn.metrics import roc_auc_score
from torch import Tensor

from assistant.settings import Settings
from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL
from training.verifier.documents import DEV, pair_documents
from training.verifier.labelled_claims import LABELS, SUPPORTED, read_labelled_claims
from training.verifier.network import (
    MAX_CLAIM_TOKENS,
    MAX_STATEMENT_TOKENS,
    LowerEncoder,
    PairNetwork,
    stack,
)
from training.verifier.pairs import Pair, from_labelled, read_infotabs, read_written_pairs

CHOOSING = ("allotment", "ebike", "共享汽车", "滑雪场租赁")  # documents whose claims are not trained on
BATCH = 24
BATCHES_DRAWN = 4  # at once, so that texts of like lengths share a batch
LAYER_RATE, HEAD_RATE = 1.5e-4, 1e-3
WARM_STEPS = 40
REPORT_SECONDS = 60
SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Pairs of one origin, and how often they are drawn at the beginning and at the end."""

    pairs: Sequence[Pair]
    first: float
    last: float


class States:
    """What the lower layers make of texts, each read once."""

    def __init__(self, encoder: LowerEncoder) -> None:
        self._encoder = encoder
        self._kept: dict[tuple[str, int], Tensor] = {}

    def stack(self, pairs: Sequence[Pair]) -> tuple[Tensor, Tensor, Tensor]:
        """Lay a batch side by side; see `network.stack`."""
        claims = self._read([pair.claim for pair in pairs], MAX_CLAIM_TOKENS)
        statements = iter(self._read([s for pair in pairs for s in pair.statements], MAX_STATEMENT_TOKENS))
        return stack(claims, [[next(statements) for _ in pair.statements] for pair in pairs])

    def _read(self, texts: Sequence[str], max_tokens: int) -> list[Tensor]:
        missing = sorted({text for text in texts if (text, max_tokens) not in self._kept}, key=len)
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            for text, state in zip(batch, self._encoder.read(batch, max_tokens), strict=True):
                self._kept[text, max_tokens] = state
        return [self._kept[text, max_tokens] for text in texts]


def draw(pools: Sequence[Pool], share: float, chance: random.Random) -> Iterator[list[Pair]]:
    """Draw batches; `share` says how much of the time is over, 0 to 1."""
    weights = [pool.first + share * (pool.last - pool.first) for pool in pools]
    drawn = [chance.choice(pool.pairs) for pool in chance.choices(pools, weights, k=BATCHES_DRAWN * BATCH)]
    drawn.sort(key=lambda pair: len(pair.claim) + sum(map(len, pair.statements)))
    starts = list(range(0, len(drawn), BATCH))
    chance.shuffle(starts)
    yield from (drawn[start : start + BATCH] for start in starts)


class Trainer:
    """Takes steps; the rates rise, then fall to nothing."""

    def __init__(self, network: PairNetwork, states: States) -> None:
        self._network, self._states = network, states
        head = [p for name, p in network.named_parameters() if not name.startswith("layers")]
        self._optimiser = torch.optim.AdamW(
            [{"params": network.layers.parameters(), "lr": LAYER_RATE}, {"params": head, "lr": HEAD_RATE}],
            weight_decay=0.01,
        )
        self.steps = 0

    def step(self, batch: Sequence[Pair], share: float) -> float:
        """Learn from a batch and return its loss before."""
        factor = min(1.0, (self.steps + 1) / WARM_STEPS) * max(0.05, 1 - share)
        for group, rate in zip(self._optimiser.param_groups, (LAYER_RATE, HEAD_RATE), strict=True):
            group["lr"] = rate * factor
        wanted = torch.tensor([LABELS.index(pair.label) for pair in batch])
        loss = F.cross_entropy(self._network(*self._states.stack(batch)), wanted)
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimiser.step()
        self.steps += 1
        return loss.item()


def judge(network: PairNetwork, states: States, pairs: Sequence[Pair]) -> npt.NDArray[np.float32]:
    """Return the probabilities of the labels, shape `(n, 3)`."""
    network.eval()
    starts = range(0, len(pairs), BATCH)
    with torch.inference_mode():
        logits = torch.cat([network(*states.stack(pairs[start : start + BATCH])) for start in starts])
    network.train()
    found: npt.NDArray[np.float32] = F.softmax(logits, dim=-1).numpy()
    return found


def train(
    network: PairNetwork, states: States, pools: Sequence[Pool], choosing: Sequence[Pair], seconds: float
) -> None:
    """Train for a time and print how good the network is on pairs that it does not see."""
    chance = random.Random(SEED)  # noqa: S311
    trainer = Trainer(network, states)
    started, reported = time.monotonic(), 0.0
    losses: list[float] = []
    while (spent := time.monotonic() - started) < seconds:
        share = spent / seconds
        losses += [trainer.step(batch, share) for batch in draw(pools, share, chance)]
        if time.monotonic() - reported > REPORT_SECONDS:
            reported = time.monotonic()
            area = roc_auc_score(
                [pair.label == SUPPORTED for pair in choosing], judge(network, states, choosing)[:, 0]
            )
            print(
                f"{spent:6.0f} s, step {trainer.steps}, loss {np.mean(losses[-60:]):.3f}, area {area:.3f}",
                flush=True,
            )


def main() -> None:
    """Read the pairs, train, keep the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--infotabs", type=Path, help="folder `data` of XInfoTabS; else only what is here")
    parser.add_argument("--claims", type=int, default=4000, help="claims of XInfoTabS in each language")
    parser.add_argument("--seconds", type=float, default=7200)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    encoder = LowerEncoder(ensure_weights(E5_SMALL, Settings().weights_folder) / E5_SMALL.files[0].name)
    labelled = [(from_labelled(c), c.group.startswith(CHOOSING)) for c in read_labelled_claims(DEV)]
    written = [*read_written_pairs(), *(pair for pair, is_kept in labelled if not is_kept)]
    pools = [
        Pool(pairs=written, first=0.3, last=0.7),
        Pool(pairs=pair_documents(SEED), first=0.25, last=0.25),
    ]
    if options.infotabs:
        far = [p for la in ("en", "zh") for p in read_infotabs(options.infotabs, la, options.claims, SEED)]
        pools.append(Pool(pairs=far, first=0.45, last=0.05))
    network = PairNetwork(encoder.upper_layers())
    train(network, States(encoder), pools, [pair for pair, is_kept in labelled if is_kept], options.seconds)
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), options.out / "verifier.pt")


if __name__ == "__main__":
    main()
