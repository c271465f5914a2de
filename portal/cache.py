"""A Redis cache that is allowed to be away: reads miss and writes are lost, but no page fails."""

from __future__ import annotations

import logging
from typing import Any

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
