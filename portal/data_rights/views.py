"""The page where people get everything that is kept about them."""

from __future__ import annotations

import tempfile

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.views import View
from wagtail.log_actions import log as log_action

from .erasing import look
from .exporting import write_archive

IN_MEMORY = 4 * 1024 * 1024
"""Bytes of an archive that are held in memory; more goes to a temporary file."""


@method_decorator(login_required, name="dispatch")
class MyDataView(View):
    """Say how much there is, and give it as a ZIP file to whoever has shown lately that they are who they are."""

    def get(self, request: HttpRequest) -> HttpResponse:
        report = look(request.user)
        kinds = report.gone | report.anonymous | report.handed_over
        response = render(request, "portal/data_rights/my_data.html", {"rows": sum(kinds.values())})
        patch_cache_control(response, no_store=True, private=True)
        return response

    @method_decorator(reauthentication_required)
    def post(self, request: HttpRequest) -> HttpResponse | FileResponse:
        stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
        write_archive(request.user, stream)  # type: ignore[arg-type]  # a spooled file is a binary stream
        log_action(request.user, "portal.export_person", user=request.user)
        stream.seek(0)
        name = f"{slugify(request.user.get_username()) or 'data'}.zip"
        response = FileResponse(stream, as_attachment=True, filename=name)
        response.headers["Content-Type"] = "application/zip"
        patch_cache_control(response, no_store=True, private=True)
        return response
