"""Serves files. Every one is asked for here, so that the collection's restriction always holds.

`/pictures/…` is for everybody and knows only the shapes of `content.pictures`. `/media/…` holds the stored files;
only the admin's own pages need them, so only editors get them, and documents not even they: those have Wagtail's
addresses, which check the collection.
"""

from __future__ import annotations

import mimetypes
import posixpath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.models import CollectionViewRestriction

from .access import may_view_collection
from .models import PortalImage
from .pictures import FORMATS, filter_spec

YEAR = 60 * 60 * 24 * 365
EDITORS_FOLDERS = ("images/", "original_images/", "avatar_images/")


@require_safe
def serve_picture(
    request: HttpRequest, image_id: str, shape: str, width: str, extension: str
) -> HttpResponseBase:
    """Answer with a picture in one of the known shapes, made on the first request.

    Raises:
        Http404: no such picture or shape, or in a collection that the visitor may not see. The two are not
            told apart, so that nothing can be learned from trying addresses.
    """
    spec = filter_spec(shape, int(width), extension)
    image = (
        PortalImage.objects.select_related("collection").filter(pk=image_id).first()
        if spec
        else None
    )
    if image is None or spec is None or not may_view_collection(image.collection.path, request):
        raise Http404
    try:
        rendition = image.get_rendition(spec)
        file = rendition.file.storage.open(rendition.file.name)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=FORMATS[extension])
    return _cached(response, private=CollectionViewRestriction.objects.exists())


@require_safe
def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer an editor with a stored picture file, for the admin's own pages.

    Raises:
        Http404: no such file, not a picture, or not an editor.
    """
    allowed = (
        path.startswith(EDITORS_FOLDERS) and posixpath.normpath(path) == path and "\0" not in path
    )
    if not allowed or not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    try:
        file = default_storage.open(path)
    except OSError as error:
        raise Http404 from error
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return _cached(FileResponse(file, content_type=kind), private=True)


def _cached(response: FileResponse, *, private: bool) -> FileResponse:
    """Let open pictures be kept for a year (their address changes with the file), private ones not at all."""
    if private:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response
