"""Facts about the plan of an output that cannot be derived from a setting."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Facts:
    """Constants of an output. The type is `bool` so that both branches are checked."""

    sends_telemetry: bool = True
    """Some middleware sends records to OpenTelemetry."""
    writes_records: bool = True
    """Some middleware writes or exports its records itself."""
    captures: bool = True
    """Some middleware captures, and therefore observes responses."""
    captures_responses: bool = True
    """Some middleware captures response bodies."""
    asks_often: bool = True
    """For most requests, the server is asked whether the client is still connected."""
    routes_have_any: bool = True
    """Some route has a segment `*`."""
    routes_have_globs: bool = True
    """Some route has a segment with `*` and other characters."""
    routes_have_rest: bool = True
    """Some route has a segment `**`."""
    routes_have_many_rests: bool = True
    """So many routes have a `**` before other segments that matching them one by one
    would take too long."""
    routes_have_methods: bool = True
    """Some route is limited to certain methods."""
    routes_have_slashes: bool = True
    """Some route has an encoded slash in a segment."""


facts = Facts()
"""All facts are true here, so that the sources run with every feature on."""
