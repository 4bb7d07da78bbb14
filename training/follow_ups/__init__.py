"""Labelled follow-ups, and the fit of the classifier that tells whether a question leans on earlier ones."""
