"""The command `calibrate`: finds the numbers of the encoder that is configured, and keeps them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from knowledge_base.config import KnowledgeConfig
from knowledge_base.evaluation.evaluation_command import AddsCommands
from knowledge_base.evaluation.labels_folder import LABELS

DESCRIPTION = """Find the numbers of the encoder that DOCENT_ENCODER names (some minutes) and keep them in the data
folder. LABELS holds `questions.jsonl`, as of `evaluate`, with the splits `fit` and `dev2`, and their documents in
`library/fit` and `library/dev2`."""


def add_calibrate_command(commands: AddsCommands) -> None:
    """Add the command `calibrate` to a program's commands."""
    parser = commands.add_parser("calibrate", help="find the numbers of an encoder", description=DESCRIPTION)
    parser.add_argument("--labels", type=Path, default=LABELS, metavar="LABELS", help="default: %(default)s")
    parser.set_defaults(command=run_calibrate)


def run_calibrate(arguments: argparse.Namespace, config: KnowledgeConfig, output: TextIO) -> int:
    """Run the command; returns the exit status.

    Raises:
        QuestionFileError: The labelled questions can't be read.
        SettingError: A folder of documents is not there.
        EmbeddingError: An encoder can't be loaded, or the numbers can't be written.
    """
    from knowledge_base.evaluation.calibration_run import calibrate  # torch takes a second

    found = calibrate(arguments.labels, config)
    path = config.calibrations.write(found)
    output.write(f"the encoder {found.encoder} is calibrated: {path}\n")
    return 0
