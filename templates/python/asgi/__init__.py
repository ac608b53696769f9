"""Helpers over ASGI."""
