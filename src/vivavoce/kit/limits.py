"""May this key make one more request now, and if not, when?

Counts live in this process: of several processes each holds its own share, so divide the limits among them.
"""

import math
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Generic, TypeVar

from vivavoce.kit.clock import Clock

V = TypeVar("V")

_MINUTE: Final = 60
_HOUR: Final = 3600
_MICROSECONDS: Final = 1_000_000
_MOST_KEYS: Final = 100_000


@dataclass(frozen=True, slots=True)
class WindowState:
    """One window of one key: its limit, what is left of it, and the Unix second at which it starts anew."""

    limit: int
    remaining: int
    reset: int


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer to one request; `retry_after` in whole seconds, 0 when allowed."""

    allowed: bool
    minute: WindowState
    hour: WindowState
    retry_after: int

    @property
    def hit(self) -> WindowState:
        """The window a refused request must wait for: the hour when that is used up, else the minute."""
        return self.minute if self.hour.remaining else self.hour


class Windows:
    """Two fixed windows for each key, a minute and an hour, each begun by the key's first request in it.

    A refused request counts in neither. A client that waits `retry_after` is admitted. Fixed windows let
    two full ones meet, so a span shorter than a window may see up to twice the limit.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: _Recent[tuple[_Window, _Window]] = _Recent(_HOUR)

    def take(self, key: str, per_minute: int, per_hour: int) -> Taken:
        """Count one request of `key`, if neither limit is used up; both limits are 1 or more."""
        second = math.floor(self._clock.now().timestamp())
        with self._lock:
            minute, hour = self._keys.get(key, second) or (_Window(_MINUTE), _Window(_HOUR))
            minute.renew(second)
            hour.renew(second)
            waits = minute.wait(second, per_minute), hour.wait(second, per_hour)
            allowed = waits == (0, 0)
            minute.used += allowed
            hour.used += allowed
            self._keys.put(key, (minute, hour))
            return Taken(allowed, minute.state(per_minute), hour.state(per_hour), max(waits))


class TokenBucket:
    """`burst` requests at once for each key, then `rate_per_second`: GCRA, ITU-T I.371 annex A.

    In any span of t seconds a key is admitted at most burst + rate * t times.
    """

    def __init__(self, rate_per_second: float, burst: int, clock: Clock) -> None:
        """ValueError when the rate is not positive or the burst is below 1."""
        if rate_per_second <= 0 or burst < 1:
            raise ValueError("a bucket needs a positive rate and a burst of 1 or more")
        self._clock = clock
        self._lock = threading.Lock()
        # Whole microseconds, the clock's own unit: who waits the time we name is not a rounding error short.
        self._interval = math.ceil(_MICROSECONDS / rate_per_second)
        self._tolerance = self._interval * (burst - 1)
        self._full_at: _Recent[int] = _Recent(self._interval * burst)

    def take(self, key: str) -> float:
        """Seconds to wait before `key` is admitted; 0.0 when it is, and then one token is gone."""
        now = round(self._clock.now().timestamp() * _MICROSECONDS)
        with self._lock:
            full_at = max(self._full_at.get(key, now) or now, now)
            wait = full_at - now - self._tolerance
            if wait > 0:
                return wait / _MICROSECONDS
            self._full_at.put(key, full_at + self._interval)
            return 0.0


class Failures:
    """Who has failed too often: `most` failures within `span`, counted in this process."""

    def __init__(self, most: int, span: timedelta, clock: Clock) -> None:
        self._most = most
        self._span = span.total_seconds()
        self._clock = clock
        self._lock = threading.Lock()
        self._at: _Recent[list[float]] = _Recent(math.ceil(self._span))

    def wait(self, name: str) -> int:
        """Whole seconds until `name` may try again, 0 when at once."""
        now = self._clock.now().timestamp()
        with self._lock:
            recent = [at for at in self._at.get(name, math.floor(now)) or () if at > now - self._span]
        return math.ceil(recent[-self._most] + self._span - now) if len(recent) >= self._most else 0

    def note(self, name: str) -> None:
        """One more failure."""
        now = self._clock.now().timestamp()
        with self._lock:
            recent = self._at.get(name, math.floor(now)) or []
            self._at.put(name, [*recent[-self._most :], now])


@dataclass(slots=True)
class _Window:
    length: int
    ends: int = 0
    used: int = 0

    def renew(self, second: int) -> None:
        if not self.ends - self.length <= second < self.ends:
            self.ends, self.used = second + self.length, 0

    def wait(self, second: int, limit: int) -> int:
        return self.ends - second if self.used >= limit else 0

    def state(self, limit: int) -> WindowState:
        return WindowState(limit, max(0, limit - self.used), self.ends)


class _Recent(Generic[V]):
    """Forgets keys untouched for one to two periods, in O(1): two generations, the older dropped whole.

    Past 100,000 keys in one period it forgets early, so a flood of keys costs accuracy and not memory.
    """

    def __init__(self, period: int) -> None:
        self._period = period
        self._turns_at = 0
        self._young: dict[str, V] = {}
        self._old: dict[str, V] = {}

    def get(self, key: str, now: int) -> V | None:
        if now >= self._turns_at or len(self._young) >= _MOST_KEYS:
            self._turns_at = now + self._period
            self._young, self._old = {}, self._young
        return self._young.get(key) or self._old.get(key)

    def put(self, key: str, value: V) -> None:
        self._young[key] = value
