"""The ways to compute an answer; each refuses where anything is left open."""
