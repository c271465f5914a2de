"""Serves the packages' origin: the player and the files of packages, and nothing else of the portal.

Scripts here come from whoever made the package. They have no cookie of the portal, cannot read its pages, can send
nothing to other places, and speak to the lesson by messages alone; those of cmi5 may speak to the portal's xAPI
endpoint besides. No session, account or language of the visitor is looked at: the signed address says what may be read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core import signing
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import http_date
from django.utils.translation import gettext as _

from ..models import LearningPackage
from . import addresses
from .archive import CONTENT_TYPES
from .cmi5.launching import ENDPOINT
from .h5p import playing

Handler = Callable[[HttpRequest], HttpResponseBase]
ADDRESS = re.compile(
    r"^/(?P<token>[\w\-:=.]{20,600})/(?:content/(?P<path>.+)|(?P<page>closed|h5p)/)?$"
)
RANGE = re.compile(r"^bytes=(\d{1,15})-(\d{0,15})$")
SANDBOX = (
    "sandbox allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-downloads"
)
PLAYER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors {portal}; " + SANDBOX
)
CONTENT_POLICY = (
    "default-src 'self' data: blob:; connect-src 'self' data: blob:{endpoint}; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
    " style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'self';"
    " frame-ancestors 'self' {portal}; " + SANDBOX
)
CLOSED_POLICY = (
    "default-src 'none'; style-src 'self'; frame-ancestors 'self' {portal}; base-uri 'none';"
    " form-action 'none'; " + SANDBOX
)
PIECE = 64 * 1024


class PackageOriginMiddleware:
    """Answers everything that is asked of the packages' host name, so that no page of the portal is ever there.

    It stands after the static files, which both origins need, and before sessions.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.host = settings.PACKAGE_ORIGIN.partition("://")[2]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self.host or request.get_host() != self.host:
            return self.get_response(request)
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'; " + SANDBOX)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        # A window that a sandboxed page opens is in the sandbox too, and refuses pages with another policy than this.
        response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
        response.headers["Permissions-Policy"] = (
            "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        )
        return response


def answer(request: HttpRequest) -> HttpResponseBase:
    """Answer with the player or a file of a package; plain words where the address is not good."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    found = ADDRESS.match(request.path_info)
    if found is None:
        return _nothing()
    try:
        ticket = addresses.read(found["token"])
    except signing.SignatureExpired:
        return _words(
            _("The address has grown old. Load the lesson again to go on where you were."), 403
        )
    except (signing.BadSignature, ValueError):
        return _nothing()
    if found["page"] == "closed":
        return _closed(ticket)
    if found["page"] == "h5p":
        return _h5p(ticket, f"/{found['token']}/content")
    if found["path"] is None:
        return _player(ticket)
    return _file(request, ticket, found["path"])


def _nothing() -> HttpResponse:
    return _words(_("There is nothing here."), 404)


def _words(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _player(ticket: addresses.Ticket) -> HttpResponse:
    package = LearningPackage.objects.filter(key=ticket.package).first()
    if package is None:
        return _nothing()
    with translation.override(ticket.language):
        html = render_to_string(
            "courses/package_player.html",
            {
                "package": package,
                "config": {
                    "portal": ticket.portal,
                    "standard": package.standard,
                    "items": package.items,
                },
            },
        )
    return HttpResponse(
        html,
        headers={
            "Content-Security-Policy": PLAYER_POLICY.format(portal=ticket.portal),
            "Cache-Control": "no-store",
        },
    )


def _closed(ticket: addresses.Ticket) -> HttpResponse:
    """Answer with the page that a part of cmi5 leads to when it is through."""
    with translation.override(ticket.language):
        html = render_to_string("courses/package_closed.html")
    policy = CLOSED_POLICY.format(portal=ticket.portal)
    return HttpResponse(
        html, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    )


def _h5p(ticket: addresses.Ticket, files: str) -> HttpResponse:
    """Answer with the page that plays an H5P package inside the player; its scripts may do what content may."""
    package = LearningPackage.objects.filter(key=ticket.package).first()
    if package is None or not package.is_h5p:
        return _nothing()
    said = playing.about(package)
    with translation.override(ticket.language):
        html = render_to_string(
            "courses/package_h5p.html",
            {
                "package": package,
                "part": package.items[0],
                "files": files,
                "number": playing.NUMBER,
                "language": playing.language(said, ticket.language),
                "integration": playing.integration(package, said, files),
            },
        )
    policy = CONTENT_POLICY.format(portal=ticket.portal, endpoint="")
    return HttpResponse(
        html, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    )


def _file(request: HttpRequest, ticket: addresses.Ticket, name: str) -> HttpResponseBase:
    folder = LearningPackage(key=ticket.package).folder
    kind = CONTENT_TYPES.get(name.rpartition(".")[2].lower())
    opened = _open(folder, name) if kind else None
    if opened is None or kind is None:
        return _nothing()
    state = os.fstat(opened.fileno())
    response = _ranged(request, opened, state.st_size, kind)
    response.headers["Content-Type"] = kind
    response.headers["Content-Security-Policy"] = CONTENT_POLICY.format(
        portal=ticket.portal, endpoint=f" {ticket.portal}{ENDPOINT}" if ticket.reports else ""
    )
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Last-Modified"] = http_date(state.st_mtime)
    response.headers["Cache-Control"] = f"private, max-age={addresses.GOOD_FOR}"
    return response


def _open(folder: Path, name: str) -> BinaryIO | None:
    """Return an open file of a package; None for what is not a file inside its folder."""
    if "\0" in name or "\\" in name:
        return None
    path = Path(os.path.normpath(folder / name))
    if not path.is_relative_to(folder) or path == folder:
        return None
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None
    opened = os.fdopen(number, "rb") if path.is_file() else None
    if opened is None:
        os.close(number)
    return opened


def _ranged(request: HttpRequest, opened: BinaryIO, size: int, kind: str) -> HttpResponseBase:
    """Answer with the file or the part that was asked for, which players of films need."""
    asked = RANGE.match(request.headers.get("Range", ""))
    if asked is None:
        return FileResponse(opened, content_type=kind)
    first, last = int(asked[1]), min(int(asked[2] or size), size - 1)
    if first > last:
        opened.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    opened.seek(first)
    response = StreamingHttpResponse(_part(opened, last - first + 1), status=206)
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Content-Length"] = str(last - first + 1)
    return response


def _part(opened: BinaryIO, left: int) -> Iterator[bytes]:
    with opened:
        while left > 0 and (piece := opened.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
