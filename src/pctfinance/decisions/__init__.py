"""Decisions: who may let resource pass from one body to another, and the gate that asks for it."""
