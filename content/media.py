"""Serves picture files. A rendition's address names its image's collection, whose restriction is asked first.

Originals are never served: pages show renditions only. Documents have their own addresses (Wagtail's serve
view, which asks the collection's restriction).
"""

from __future__ import annotations

import posixpath
import re

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from wagtail.models import Collection, CollectionViewRestriction

from .access import may_view_collection

RENDITION = re.compile(r"renditions/(\d{1,10})/[^/\0\\]+\.(avif|webp|png|jpe?g|gif)\Z")
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "png": "image/png", "gif": "image/gif"}
YEAR = 60 * 60 * 24 * 365


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with a rendition's file.

    Raises:
        Http404: not a rendition, no such file, or in a collection that the visitor may not see (which is
            not told apart, so that nothing can be learned from trying addresses).
    """
    found = RENDITION.match(path)
    if not found or posixpath.normpath(path) != path:
        raise Http404
    restricted = CollectionViewRestriction.objects.exists()
    if restricted:
        collection = Collection.objects.filter(pk=int(found[1])).first()
        if collection is None or not may_view_collection(collection.path, request):
            raise Http404
    try:
        file = default_storage.open(path)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=CONTENT_TYPES.get(found[2], "image/jpeg"))
    if restricted:
        patch_cache_control(response, private=True, max_age=0, must_revalidate=True)
    else:
        patch_cache_control(response, public=True, max_age=YEAR if not settings.DEBUG else 0)
    return response
