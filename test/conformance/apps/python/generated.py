"""Registers the generated middleware."""

import importlib.util
import itertools
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any

from starlette.applications import Starlette
from starlette.types import ASGIApp

from lab import Lab


class Middleware:
    """Registers the generated middleware; does nothing for the application without middleware."""

    def __init__(self, folder: str | None, lab: Lab) -> None:
        self._module = None if folder is None else load(Path(folder))
        self._times = lab.settings.get("times", 1)
        self._options = () if self._module is None else options_of(self._module, lab)

    def register(self, app: Starlette) -> None:
        """Register it on an application."""
        if self._module is not None:
            for _ in range(self._times):
                self._module.register_middleware(app, *self._options)

    def around(self, app: ASGIApp) -> ASGIApp:
        """Wrap any ASGI application."""
        if self._module is not None:
            for _ in range(self._times):
                app = self._module.with_middleware(app, *self._options)
        return app


def load(folder: Path) -> ModuleType:
    """Import a package from its folder, because all packages have the same name."""
    name = f"generated_{folder.parent.name}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            name, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


def options_of(module: ModuleType, lab: Lab) -> tuple[object, ...]:
    """Return the options that the case needs, if the middleware has them."""
    if not hasattr(module, "MiddlewareOptions"):
        return ()
    settings = lab.settings
    given: dict[str, Callable[..., Any]] = {"on_capture": lab.on_capture}
    if settings.get("onError") != "default":
        given["on_error"] = lab.on_error
    prefix = settings.get("generateRequestId")
    if prefix is not None:
        numbers = itertools.count(1)
        given["generate_request_id"] = lambda: f"{prefix}{next(numbers)}"
    known = {field.name for field in fields(module.MiddlewareOptions)}
    return (module.MiddlewareOptions(**{name: value for name, value in given.items() if name in known}),)
