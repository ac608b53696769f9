"""The FastAPI application of the suite: routes that use FastAPI's features, and those shared with Starlette."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, FastAPI, Form, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Router
from starlette.types import ASGIApp

from control import serve
from extras import context
from generated import Middleware
from lab import Lab
from routes import ANY, GET
from starlette_app import assemble, lifespan_of


def create_app(lab: Lab, middleware: Middleware) -> ASGIApp:
    """Create the application of a case."""

    def new_app() -> Starlette:
        app = FastAPI(openapi_url=None, lifespan=lifespan_of(lab))
        app.add_exception_handler(RequestValidationError, refuse)
        return app

    return assemble(lab, middleware, new_app, APIRouter, own_routes)


async def refuse(_request: Request, _error: Exception) -> Response:
    """Return a response for an invalid body."""
    return JSONResponse({"bad": True}, 400)


def current(request: Request) -> Request:
    """Return the request, as a dependency."""
    return request


def own_routes(host: Starlette | Router, _lab: Lab) -> None:
    """Add the routes that use FastAPI's features."""
    router = APIRouter()

    @router.api_route("/json", methods=list(GET))
    def json() -> dict[str, Any]:
        return {"hello": "world", "n": 1}

    @router.post("/json", status_code=201)
    async def created() -> dict[str, bool]:
        return {"created": True}

    @router.api_route("/html", methods=list(GET), response_class=HTMLResponse)
    def html() -> str:
        return "<p>hi</p>"

    @router.api_route("/users/{user}", methods=list(ANY))
    async def user_of(user: str, request: Annotated[Request, Depends(current)]) -> dict[str, str]:
        return {"id": user, "method": request.method}

    @router.api_route("/status/{code}", methods=list(GET))
    async def status(code: int) -> Response:
        if code == 400:
            raise HTTPException(code)
        return JSONResponse({"code": code}, code)

    @router.post("/take-json")
    async def take_json(took: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
        return {"took": took, "context": context.get()}

    @router.post("/mutate")
    def mutate(body: Annotated[dict[str, Any], Body()]) -> dict[str, bool]:
        body["name"] = "REPLACED"
        del body["gone"]
        return {"ok": True}

    @router.post("/take-form")
    async def take_form(a: Annotated[str, Form()], b: Annotated[str | None, Form()] = None) -> dict[str, Any]:
        return {"took": {"a": a} if b is None else {"a": a, "b": b}}

    assert isinstance(host, FastAPI | APIRouter)
    host.include_router(router)


if __name__ == "__main__":
    serve(create_app)
