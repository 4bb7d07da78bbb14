"""EfficientNet-Lite: the network alone, with the names of the published PyTorch weights.

Mobile inverted bottlenecks without squeeze-and-excitation and with ReLU6
(https://arxiv.org/abs/1905.11946; the Lite variants:
https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite). The weights were trained in
TensorFlow, whose "same" padding puts the odd pixel at the right and at the bottom, so a strided convolution pads by
itself here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

STEM_CHANNELS = 32
HEAD_CHANNELS = 1280
CLASSES = 1000
NORM_EPSILON = 1e-3
CHANNEL_STEP = 8  # numbers of channels are multiples of it


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteShape:
    """What makes one variant another: how wide and deep it is and what it looks at.

    Attributes:
        width: Factor of the channels.
        depth: Factor of the blocks of a stage.
        side: Height and width of the picture that it was trained with, in pixels.
    """

    width: float
    depth: float
    side: int


LITE_0 = LiteShape(width=1.0, depth=1.0, side=224)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    blocks: int
    kernel: int
    stride: int
    expansion: int
    inputs: int
    outputs: int


_STAGES = (
    _Stage(blocks=1, kernel=3, stride=1, expansion=1, inputs=32, outputs=16),
    _Stage(blocks=2, kernel=3, stride=2, expansion=6, inputs=16, outputs=24),
    _Stage(blocks=2, kernel=5, stride=2, expansion=6, inputs=24, outputs=40),
    _Stage(blocks=3, kernel=3, stride=2, expansion=6, inputs=40, outputs=80),
    _Stage(blocks=3, kernel=5, stride=1, expansion=6, inputs=80, outputs=112),
    _Stage(blocks=4, kernel=5, stride=2, expansion=6, inputs=112, outputs=192),
    _Stage(blocks=1, kernel=3, stride=1, expansion=6, inputs=192, outputs=320),
)


class _SamePaddedConv(nn.Conv2d):
    """A convolution with TensorFlow's "same" padding."""

    def __init__(self, inputs: int, outputs: int, *, kernel: int, stride: int = 1, groups: int = 1) -> None:
        super().__init__(inputs, outputs, kernel, stride, groups=groups, bias=False)

    def forward(self, pictures: Tensor) -> Tensor:
        kernel, stride = self.kernel_size[0], self.stride[0]
        missing = [
            max((math.ceil(side / stride) - 1) * stride + kernel - side, 0) for side in pictures.shape[-2:]
        ]
        pads = [part for count in reversed(missing) for part in (count // 2, count - count // 2)]
        return functional.conv2d(
            functional.pad(pictures, pads), self.weight, None, self.stride, groups=self.groups
        )  # (B, C, ceil(H / stride), ceil(W / stride))


class _Block(nn.Module):
    """An inverted bottleneck: widen, look around in each channel, narrow, and add what came in."""

    def __init__(self, inputs: int, outputs: int, *, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inputs * expansion
        self._expands = expansion != 1
        self._adds = stride == 1 and inputs == outputs
        if self._expands:
            self._expand_conv = _SamePaddedConv(inputs, wide, kernel=1)
            self._bn0 = nn.BatchNorm2d(wide, eps=NORM_EPSILON)
        self._depthwise_conv = _SamePaddedConv(wide, wide, kernel=kernel, stride=stride, groups=wide)
        self._bn1 = nn.BatchNorm2d(wide, eps=NORM_EPSILON)
        self._project_conv = _SamePaddedConv(wide, outputs, kernel=1)
        self._bn2 = nn.BatchNorm2d(outputs, eps=NORM_EPSILON)

    def forward(self, pictures: Tensor) -> Tensor:
        seen = pictures
        if self._expands:
            seen = functional.relu6(self._bn0(self._expand_conv(seen)))
        seen = functional.relu6(self._bn1(self._depthwise_conv(seen)))
        narrow: Tensor = self._bn2(self._project_conv(seen))
        return narrow + pictures if self._adds else narrow


class EfficientNetLite(nn.Module):
    """Pictures in, embeddings and ImageNet logits out."""

    def __init__(self, shape: LiteShape) -> None:
        super().__init__()
        self._conv_stem = _SamePaddedConv(3, STEM_CHANNELS, kernel=3, stride=2)
        self._bn0 = nn.BatchNorm2d(STEM_CHANNELS, eps=NORM_EPSILON)
        self._blocks = nn.ModuleList(_make_blocks(shape))
        self._conv_head = _SamePaddedConv(_scale(_STAGES[-1].outputs, shape.width), HEAD_CHANNELS, kernel=1)
        self._bn1 = nn.BatchNorm2d(HEAD_CHANNELS, eps=NORM_EPSILON)
        self._fc = nn.Linear(HEAD_CHANNELS, CLASSES)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Look at pictures.

        Args:
            pictures: RGB from -1 to 1, shape `(B, 3, H, W)`, float32.

        Returns:
            What the head sees at each place, shape `(B, 1280, ceil(H / 32), ceil(W / 32))`, and the logits of the
            classes, shape `(B, 1000)`.
        """
        seen = functional.relu6(self._bn0(self._conv_stem(pictures)))
        for block in self._blocks:
            seen = block(seen)
        places = functional.relu6(self._bn1(self._conv_head(seen)))
        return places, self._fc(torch.mean(places, dim=(2, 3)))


def _make_blocks(shape: LiteShape) -> list[_Block]:
    blocks: list[_Block] = []
    for number, stage in enumerate(_STAGES):
        is_edge = number in {0, len(_STAGES) - 1}  # stem and head are the same in every variant
        repeats = stage.blocks if is_edge else math.ceil(stage.blocks * shape.depth)
        inputs = STEM_CHANNELS if number == 0 else _scale(stage.inputs, shape.width)
        outputs = _scale(stage.outputs, shape.width)
        for repeat in range(repeats):
            blocks.append(
                _Block(
                    inputs if repeat == 0 else outputs,
                    outputs,
                    kernel=stage.kernel,
                    stride=stage.stride if repeat == 0 else 1,
                    expansion=stage.expansion,
                )
            )
    return blocks


def _scale(channels: int, width: float) -> int:
    """Scale a number of channels to the nearest multiple of eight, never down by more than a tenth."""
    scaled = channels * width
    rounded = max(CHANNEL_STEP, int(scaled + CHANNEL_STEP / 2) // CHANNEL_STEP * CHANNEL_STEP)
    return rounded + CHANNEL_STEP if rounded < 0.9 * scaled else rounded
