"""The Starlette application of the suite."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Router, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from body_routes import POST, body_routes
from control import serve
from extras import context, makers
from generated import Middleware
from lab import Lab
from routes import ANY, GET, PUBLIC, Route, plain_routes
from scripts import Scripts
from stream_routes import stream_routes


def create_app(lab: Lab, middleware: Middleware) -> ASGIApp:
    """Create the application of a case."""
    return assemble(lab, middleware, lambda: Starlette(lifespan=lifespan_of(lab)), Router, own_routes)


def assemble(
    lab: Lab,
    middleware: Middleware,
    new_app: Callable[[], Starlette],
    new_router: Callable[[], Router],
    own: Callable[[Starlette | Router, Lab], None],
) -> ASGIApp:
    """Create an application with middleware inside ours, the routes, and middleware outside ours."""
    settings = lab.settings
    app = new_app()
    app.state.lab = lab
    mount = settings.get("mount", "app")
    for extra in reversed(settings.get("after", ())):
        app.add_middleware(makers[extra], lab)
    if mount == "app" and not settings.get("prefixed"):
        add_routes(app, lab, own)
    elif mount == "sub-app":
        host = new_app()
        host.state.lab = lab
        middleware.register(host)
        add_routes(host, lab, own)
        app.mount("/api", host)
    else:
        router = new_router()
        add_routes(router, lab, own)
        app.mount("/api", middleware.around(router) if mount == "router" else router)
    if settings.get("errorPage"):
        app.add_exception_handler(Exception, error_page)
    if mount == "app":
        middleware.register(app)
    outermost: ASGIApp = app
    for extra in reversed(settings.get("before", ())):
        outermost = makers[extra](outermost, lab)
    return outermost


def lifespan_of(lab: Lab) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Report the start of an application."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        lab.observe("lifespan", "startup")
        yield

    return lifespan


def add_routes(host: Starlette | Router, lab: Lab, own: Callable[[Starlette | Router, Lab], None]) -> None:
    """Add the routes of a framework and those that all frameworks share."""
    own(host, lab)
    for methods, path, endpoint in [*plain_routes(lab), *body_routes(lab), *stream_routes(lab)]:
        host.add_route(path, endpoint, methods=list(methods))
    host.mount("/static", StaticFiles(directory=PUBLIC))
    host.mount("/asgi", Scripts(lab))
    host.routes.append(WebSocketRoute("/socket", echo_socket))


async def echo_socket(socket: WebSocket) -> None:
    """Echo a text and close the connection."""
    await socket.accept()
    await socket.send_text(await socket.receive_text())
    await socket.close()


async def error_page(_request: Request, error: Exception) -> Response:
    """Return a response for an unhandled error."""
    return HTMLResponse(f"<h1>{error}</h1>", 503)


def own_routes(host: Starlette | Router, _lab: Lab) -> None:
    """Add the routes that FastAPI defines differently."""

    async def json(_request: Request) -> Response:
        return JSONResponse({"hello": "world", "n": 1})

    async def created(_request: Request) -> Response:
        return JSONResponse({"created": True}, 201)

    async def html(_request: Request) -> Response:
        return HTMLResponse("<p>hi</p>")

    async def user(request: Request) -> Response:
        return JSONResponse({"id": request.path_params["id"], "method": request.method})

    async def status(request: Request) -> Response:
        code = int(request.path_params["code"])
        return JSONResponse({"code": code}, code)

    async def take_json(request: Request) -> Response:
        try:
            took = await request.json()
        except ValueError as error:
            raise HTTPException(400) from error
        return JSONResponse({"took": took, "context": context.get()})

    async def mutate(request: Request) -> Response:
        body = await request.json()
        body["name"] = "REPLACED"
        del body["gone"]
        return JSONResponse({"ok": True})

    async def take_form(request: Request) -> Response:
        async with request.form() as form:
            return JSONResponse({"took": dict(form)})

    routes: list[Route] = [
        (GET, "/json", json),
        (POST, "/json", created),
        (GET, "/html", html),
        (ANY, "/users/{id}", user),
        (GET, "/status/{code}", status),
        (POST, "/take-json", take_json),
        (POST, "/mutate", mutate),
        (POST, "/take-form", take_form),
    ]
    for methods, path, endpoint in routes:
        host.add_route(path, endpoint, methods=list(methods))


if __name__ == "__main__":
    serve(create_app)
