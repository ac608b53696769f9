/** Hooks in Python. They have the same text for Starlette and FastAPI. */
import type { Case } from '../harness/case.js';

type Hooks = NonNullable<Case['hooks']>;

export function onPython(text: string): Hooks {
  return { fastapi: { mw: text }, starlette: { mw: text } };
}

export const doneInPython = onPython(`
from starlette.requests import Request


def done(request: Request, _response: object, _outcome: str) -> None:
    request.app.state.lab.observe("done", request.url.path)
`);

export const momentsInPython = onPython(`
from starlette.requests import Request

from ._internal.hooks import ResponseHead


def before(request: Request) -> None:
    request.app.state.lab.observe("before", request.method)


def after(request: Request, response: ResponseHead) -> None:
    request.app.state.lab.observe("after", [response.status, response.headers.get("content-type")])
    response.headers["X-Hook"] = "after"


async def done(request: Request, _response: ResponseHead | None, _outcome: str) -> None:
    request.app.state.lab.observe("done", request.url.path)
`);

export const failingInPython = onPython(`
def before(_request: object) -> None:
    raise RuntimeError("not today")
`);

export const rejectingInPython = onPython(`
async def before(_request: object) -> None:
    raise RuntimeError("not today")
`);

/** Like a query of a library: nothing happens before somebody waits for it. */
export const lazyInPython = onPython(`
from collections.abc import Generator


class Query:
    def __await__(self) -> Generator[None, None, None]:
        raise RuntimeError("not today")
        yield


def before(_request: object) -> Query:
    return Query()
`);

export const slowInPython = onPython(`
import asyncio


async def before(_request: object) -> None:
    await asyncio.sleep(0.02)
`);

export const failingLateInPython = onPython(`
def after(_request: object, _response: object) -> None:
    raise RuntimeError("after failed")


async def done(_request: object, _response: object, _outcome: str) -> None:
    raise RuntimeError("done failed")
`);

/** Sets a context variable of the request, and reports its value in the handlers. */
export const contextInPython = onPython(`
from extras import context
from starlette.requests import Request


def before(_request: object) -> None:
    context.set("from before")


def done(request: Request, _response: object, _outcome: str) -> None:
    request.app.state.lab.observe("context", context.get())
`);
