"""Helpers for ASGI."""
