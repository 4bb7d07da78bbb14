"""What leaves the machine leaves without personal numbers, where the settings say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from knowledge_base.text.personal_numbers import mask_personal_numbers


class PictureGenerator(Protocol):
    """A server that makes pictures from words."""

    def generate(self, prompt: str) -> bytes:
        """Make one picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedPictureGenerator:
    """Asks a server for pictures without telling it who somebody is."""

    server: PictureGenerator

    def generate(self, prompt: str) -> bytes:
        """Make one picture from the words without addresses and numbers of people; raises what the server raises."""
        return self.server.generate(mask_personal_numbers(prompt))
