"""Labelled sentences that blame somebody, and the fit of the classifier that tells them apart."""
