"""Labelled messages, and the fit of the classifiers that tell small talk and questions about the conversation."""
