"""Builds the real parts from the settings: the only place that knows which classes stand behind the protocols."""
