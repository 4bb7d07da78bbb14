"""Labelled questions: plain ones, those that ask to compute and those that ask to compare; the fit that tells them."""
