"""The two caches: Redis that is allowed to be away, and the one inside each process for a portal without it."""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class ForgivingClient(RedisCacheClient):
    """Answers as an empty cache when Redis does not."""

    def _forgive(self, name: str, otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(), name)(*args, **kwargs)
        except (RedisError, OSError) as error:
            log.warning("Redis does not answer (%s: %s); going on without the cache", name, error)
            return otherwise

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._forgive("add", True, *args, **kwargs)

    def get(self, key: Any, default: Any) -> Any:
        return self._forgive("get", default, key, default)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._forgive("set", None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._forgive("touch", False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._forgive("delete", False, *args, **kwargs)

    def get_many(self, keys: Any) -> Any:
        return self._forgive("get_many", {}, keys)

    def has_key(self, key: Any) -> Any:
        return self._forgive("has_key", False, key)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._forgive("set_many", None, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._forgive("delete_many", None, *args, **kwargs)

    def clear(self) -> Any:
        return self._forgive("clear", False)


class ForgivingRedisCache(RedisCache):
    """Redis by URL; see the module. `incr` still raises: a lost counter must not look like a low one."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient


class LocalCache(LocMemCache):
    """Every process's own memory, except for what must be counted over all of them: failed logins and the like.

    Those lie in files that the processes share (`OPTIONS["SHARED"]`), so that a limit holds however many
    workers there are, and over a restart.
    """

    COUNTED = "allauth:"

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        folder = params["OPTIONS"]["SHARED"]  # not popped: threads share it
        super().__init__(name, params)
        self._shared = FileBasedCache(folder, params | {"OPTIONS": {"MAX_ENTRIES": 5000}})

    def _counted(self, key: str) -> bool:
        return str(key).startswith(self.COUNTED)

    def add(self, key: str, *args: Any, **kwargs: Any) -> bool:
        store = self._shared.add if self._counted(key) else super().add
        return bool(store(key, *args, **kwargs))

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        return (self._shared.get if self._counted(key) else super().get)(key, *args, **kwargs)

    def set(self, key: str, *args: Any, **kwargs: Any) -> None:
        (self._shared.set if self._counted(key) else super().set)(key, *args, **kwargs)

    def delete(self, key: str, *args: Any, **kwargs: Any) -> bool:
        drop = self._shared.delete if self._counted(key) else super().delete
        return bool(drop(key, *args, **kwargs))

    def clear(self) -> None:
        super().clear()
        self._shared.clear()
