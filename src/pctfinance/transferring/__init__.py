"""Transfers between bodies, as a chapter of the book."""
