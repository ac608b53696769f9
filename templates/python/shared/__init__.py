"""Helpers for all server interfaces."""
