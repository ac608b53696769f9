"""What the plan of an output says where no setting tells it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Facts:
    """Each is a constant of an output. Their type is `bool`, so that both sides of a branch are checked."""

    sends_telemetry: bool = True
    """Some middleware sends its records to OpenTelemetry."""
    captures: bool = True
    """Some middleware captures, and so sees the response on its way out."""
    captures_responses: bool = True
    """Some middleware captures the bodies of responses."""
    routes_have_any: bool = True
    """Some route has a segment `*`."""
    routes_have_globs: bool = True
    """Some route has a segment with `*` beside other characters."""
    routes_have_rest: bool = True
    """Some route has a segment `**`."""
    routes_have_methods: bool = True
    """Some route is for some methods alone."""
    routes_have_slashes: bool = True
    """Some route has an encoded slash inside a segment."""


facts = Facts()
"""Here all of them hold, so that the sources run with everything on."""
