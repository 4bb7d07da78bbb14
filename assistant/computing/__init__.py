"""Answers that the program computes from the numbers of documents and questions; no language model takes part."""
