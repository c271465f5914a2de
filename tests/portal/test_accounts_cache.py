"""Limits are counted over all workers, also without Redis."""

from pathlib import Path

from portal.cache import LocalCache


def worker(name: str, folder: Path) -> LocalCache:
    """Return the cache as a process of its own would have it."""
    return LocalCache(name, {"OPTIONS": {"SHARED": str(folder)}})


def test_counters_are_shared_and_the_rest_is_not(tmp_path: Path) -> None:
    one, two = worker("one", tmp_path), worker("two", tmp_path)
    one.set("allauth:rl:login", [1.0], 60)
    one.set("labels", "mine", 60)
    assert two.get("allauth:rl:login") == [1.0]
    assert two.get("labels") is None
    assert two.add("allauth:rl:login:lock", True, 10)
    assert not one.add("allauth:rl:login:lock", True, 10)
    two.delete("allauth:rl:login:lock")
    assert one.add("allauth:rl:login:lock", True, 10)


def test_clearing_takes_both(tmp_path: Path) -> None:
    cache = worker("three", tmp_path)
    cache.set("allauth:x", 1)
    cache.set("y", 1)
    cache.clear()
    assert cache.get("allauth:x") is None
    assert cache.get("y") is None


def test_every_thread_may_open_it_from_the_same_settings(tmp_path: Path) -> None:
    settings = {"OPTIONS": {"SHARED": str(tmp_path)}}
    LocalCache("four", settings).set("allauth:x", 1)
    assert LocalCache("four", settings).get("allauth:x") == 1
