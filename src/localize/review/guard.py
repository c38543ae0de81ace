"""Who may talk to the page: this person's browser on this machine, and no other site that it has open.

Four walls, each enough against most: the server listens on loopback alone; the Host header must name it (against DNS
rebinding); a cookie that only the person's link sets must come along (against other users of the machine and other
programs, though not against one whose own page this browser opens: cookies are for all ports); what changes anything must come from our own page (Origin, and a header that other sites cannot set).
"""

from __future__ import annotations

from hmac import compare_digest
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every answer: nothing inline, nothing from elsewhere."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # without a referrer, browsers would send no origin either
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""What every answer carries."""

_WELCOME = """\
<!doctype html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=/">
<link rel="icon" href="/static/icon.svg">
<title>localize</title>
<a href="/">Review</a>
"""
"""Leads on from the link. A redirect would not do: where another site led to the link, browsers follow it without cookie."""

_HTTP = 80  # the port that browsers leave out
_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_SAFE = {"GET", "HEAD"}
_LARGEST = 4_000_000  # bytes of a request; an article of 10,000 entries names all of them in 400 kB


class Guard:
    """Lets requests through to *app* that may come in, and puts the headers on every answer.

    Args:
        app: The page.
        token: What the person's link holds; the cookie holds it afterwards.
        port: The port that the server listens on.
    """

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app = app
        self._token = token
        self._hosts = {f"{host}:{port}" for host in _HOSTS} | (set(_HOSTS) if port == _HTTP else set())
        self._cookie = f"localize-review-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, dressed)

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that may not come in, or that only fetches its cookie; None to let it through."""
        headers = Headers(scope=scope)
        if headers.get("host", "") not in self._hosts:
            return PlainTextResponse("This page answers only to its own address.", 421)
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if given and scope["method"] == "GET" and self._is_token(given):
            answer = HTMLResponse(_WELCOME)
            answer.set_cookie(self._cookie, self._token, httponly=True, samesite="strict")
            return answer
        if not self._is_token(cookie_parser(headers.get("cookie", "")).get(self._cookie, "")):
            return PlainTextResponse("Open the link that `localize review` printed: it holds the key.", 403)
        return None if scope["method"] in _SAFE else self._foreign(headers)

    def _foreign(self, headers: Headers) -> Response | None:
        origin = headers.get("origin", "").removeprefix("http://")
        if origin != headers["host"] or not self._is_token(headers.get("x-token", "")):
            return PlainTextResponse("Only the page itself may change anything.", 403)
        if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return PlainTextResponse("This is no JSON.", 415)
        length = headers.get("content-length", "")
        if not length.isdigit() or int(length) > _LARGEST:
            return PlainTextResponse("This is too much at once.", 413)
        return None

    def _is_token(self, given: str) -> bool:
        return compare_digest(given.encode("utf-8", "replace"), self._token.encode())
