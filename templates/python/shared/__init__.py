"""Helpers that any server interface can use."""
