"""The server: what the browser asks, and what it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from localize.catalog import Entry
from localize.checks import ignored_of
from localize.edits import (
    approve,
    comment,
    heed,
    ignore,
    keep_draft,
    reopen,
    revise,
    tidy,
)
from localize.errors import LocalizeError, ProjectError
from localize.locales import Locale
from localize.project import Article
from localize.review import pages
from localize.review.desk import Desk, Done
from localize.review.guard import Guard
from localize.review.replacing import Replacement, hits

Told = Mapping[str, Any]
"""A request of the page's script, as JSON."""


def app(desk: Desk, token: str, port: int) -> ASGIApp:
    """The page over *desk*, for the person whose link holds *token*, on loopback at *port*."""
    place = "{locale}/{article:path}"
    routes = [
        Route("/", _page(desk, token, _overview)),
        Route(f"/desk/{place}", _page(desk, token, _work)),
        Route(f"/panel/{place}", _answer(desk, _panel)),
        Route(f"/matches/{place}", _answer(desk, _matches)),
        Route(f"/rows/{place}", _answer(desk, _rows)),
        Route(f"/state/{place}", _answer(desk, _state)),
        Route(f"/check/{place}", _answer(desk, _check), methods=["POST"]),
        Route(f"/ask/{place}", _answer(desk, _ask), methods=["POST"]),
        Route(f"/preview/{place}", _answer(desk, _preview), methods=["POST"]),
        Route(f"/edit/{place}", _answer(desk, _edit), methods=["POST"]),
        Route("/publish", _answer(desk, _publish), methods=["POST"]),
        Mount("/static", StaticFiles(directory=pages.STATIC)),
    ]
    return Guard(Starlette(routes=routes), token, port)


def _page(desk: Desk, token: str, page: Callable[[Desk, Request, str], str]) -> Any:
    """Answer with a page, or with one that says why there is none."""

    @wraps(page)
    async def answer(request: Request) -> Response:
        try:
            return HTMLResponse(await run_in_threadpool(page, desk, request, token))
        except LocalizeError as error:
            status = 404 if isinstance(error, ProjectError) else 500
            return HTMLResponse(pages.failure(error, desk.project, token), status)

    return answer


def _answer(desk: Desk, answer: Callable[[Desk, Request, Told], dict[str, Any]]) -> Any:
    """Answer the page's script with JSON; what cannot be done is said in `error`."""

    @wraps(answer)
    async def answered(request: Request) -> Response:
        try:
            told = json.loads(await request.body()) if request.method == "POST" else {}
            return JSONResponse(await run_in_threadpool(answer, desk, request, told))
        except LocalizeError as error:
            return JSONResponse({"error": str(error)}, 422)
        except (ValueError, KeyError, TypeError, AttributeError):
            return JSONResponse({"error": "the page asked for something that makes no sense"}, 400)

    return answered


def _overview(desk: Desk, request: Request, token: str) -> str:
    del request
    return pages.overview(desk, token)


def _work(desk: Desk, request: Request, token: str) -> str:
    article, locale = _place(desk, request)
    if not desk.begun(article, locale):
        raise ProjectError(f"has no catalog in {locale} yet", path=article.path, hint="first: localize run")
    sheet = desk.sheet(article, locale)
    worst = request.query_params.get("order") == "worst"
    rows = sheet.worst_first(desk.adviser.scores(locale)) if worst else ()
    return pages.work(desk.project, sheet, article, desk.locales, rows, token)


def _panel(desk: Desk, request: Request, told: Told) -> dict[str, Any]:
    del told
    sheet = desk.sheet(*_place(desk, request))
    row = sheet.by_id[request.query_params["row"]]
    return {"html": pages.panel(sheet, row), "seen": row.seen}


def _matches(desk: Desk, request: Request, told: Told) -> dict[str, Any]:
    """Apart from the panel, which need not wait for the memory."""
    del told
    article, locale = _place(desk, request)
    sheet = desk.sheet(article, locale)
    row = sheet.by_id[request.query_params["row"]]
    return {"html": pages.matches(sheet, row, desk.adviser.matches(row, article.domain))}


def _rows(desk: Desk, request: Request, told: Told) -> dict[str, Any]:
    """The rows that the page found to be others than it has."""
    del told
    sheet = desk.sheet(*_place(desk, request))
    wanted = [name for name in request.query_params["rows"].split(",") if name in sheet.by_id]
    return {
        "rows": {name: pages.row(sheet, sheet.by_id[name]) for name in wanted},
        "meter": pages.meter(sheet),
    }


def _state(desk: Desk, request: Request, told: Told) -> dict[str, Any]:
    """How each row is, if any file changed since the page asked last."""
    del told
    article, locale = _place(desk, request)
    stamp = desk.stamp(article, locale)
    if stamp == request.query_params.get("stamp"):
        return {"stamp": stamp}
    return {"stamp": stamp, "seen": {row.id: row.seen for row in desk.sheet(article, locale).rows}}


def _check(desk: Desk, request: Request, told: Told) -> dict[str, Any]:
    row = desk.sheet(*_place(desk, request)).by_id[told["row"]]
    target = tidy(str(told["target"]), row.entry.source)
    found = row.job.problems(target, ignored_of(row.entry.comments))
    return {"html": pages.problems(found), "count": len(found)}


def _ask(desk: Desk, request: Request, told: Told) -> dict[str, Any]:
    sheet = desk.sheet(*_place(desk, request))
    row = sheet.by_id[told["row"]]
    return {"html": pages.asked(sheet, row, desk.adviser.alternatives(row))}


def _publish(desk: Desk, request: Request, told: Told) -> dict[str, Any]:
    del request, told
    published, failed = desk.publish()
    return {"published": published, "failed": failed}


def _preview(desk: Desk, request: Request, told: Told) -> dict[str, Any]:
    article, locale = _place(desk, request)
    found = hits(desk.sheet(article, locale), _replacement(told))
    return {"html": pages.preview(found, locale), "count": len(found)}


def _edit(desk: Desk, request: Request, told: Told) -> dict[str, Any]:
    article, locale = _place(desk, request)
    seen = {str(name): str(value) for name, value in told["rows"].items()}
    if told["do"] == "undo":
        return _told(desk.undo(article, locale, seen, int(told["step"])))
    if told["do"] == "approve-ready":
        rows = desk.sheet(article, locale).by_id
        seen = {name: value for name, value in seen.items() if name in rows and rows[name].ready}
    edit = partial(_EDITS[told["do"]], told)
    return _told(desk.edit(article, locale, seen, edit, int(told.get("joins", 0))))


_EDITS: Mapping[str, Callable[[Told, Entry], Entry]] = {
    "approve": lambda told, entry: approve(entry, str(told.get("target", entry.target))),
    "approve-ready": lambda _, entry: approve(entry, entry.target),
    "keep": lambda told, entry: keep_draft(entry, str(told["target"])),
    "comment": lambda told, entry: comment(entry, str(told["text"])),
    "ignore": lambda told, entry: ignore(entry, str(told["check"])),
    "heed": lambda told, entry: heed(entry, str(told["check"])),
    "reopen": lambda _, entry: reopen(entry),
    "replace": lambda told, entry: revise(entry, _replacement(told).target(entry.target)),
}
"""What the page's script can ask to do to an entry."""


def _replacement(told: Told) -> Replacement:
    return Replacement(
        str(told["find"]),
        str(told["put"]),
        match_case=bool(told.get("match_case")),
        words=bool(told.get("words")),
    )


def _told(done: Done) -> dict[str, Any]:
    """What became of an edit: the rows anew, and the texts of those that somebody else changed."""
    rows = {
        name: done.sheet.by_id[name]
        for name in (*done.changed, *done.conflicts, *done.touched)
        if name in done.sheet.by_id
    }
    return {
        "rows": {name: pages.row(done.sheet, row) for name, row in rows.items()},
        "conflicts": {name: rows[name].entry.target for name in done.conflicts if name in rows},
        "step": done.step,
        "meter": pages.meter(done.sheet),
    }


def _place(desk: Desk, request: Request) -> tuple[Article, Locale]:
    return desk.article(request.path_params["article"]), desk.locale(request.path_params["locale"])
