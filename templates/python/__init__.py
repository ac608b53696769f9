"""Helpers of generated middleware, as source: an output is made from them by what its plan settles."""
