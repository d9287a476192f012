"""How the camera of a Surface moves: round the model, to and fro, or from one view to another. Arithmetic only.

A moving camera is a frozen dataclass of three methods. `check` refuses what cannot be shown, `seconds` says for how
long the film must move so that nothing turns faster than an eye can follow, and `at` says where the camera is. It
moves with the film's time, not with its steps, and rests while the start and the end are held.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

import numpy as np

from gdanim.errors import SceneError, nearest
from gdanim.geometry.relief import Camera

Share = Callable[[float], float]
"""How much of a film's moving time has passed, from 0 to 1, when its clock reads so much."""

FASTEST_TURN = 18.0
"""Degrees a second at which a camera turns at most: a full turn takes 20 seconds."""

FASTEST_EASE = 36.0
"""Degrees a second at which it eases at most: fast, but not for long."""

FASTEST_SWAY = 6.0
"""Degrees a second at which it sways at most: a sway is for depth, and should not be noticed."""

WIDEST_SWAY = 45.0

STARTING = 0.05
"""Share of a turn's time in which the camera comes up to speed, and again in which it comes to rest."""

LONGEST = 60.0
"""Seconds for which a film may be made to move, at most, so that its camera does not hurry."""

LOWEST, HIGHEST = 5.0, 85.0
"""Elevations in degrees between which a model can be seen from above, and its height be told."""


class Motion(Protocol):
    """A camera that moves; `start` is where it stands at first, `share` the film's clock."""

    def check(self, span: float) -> None:
        """Raise SceneError where a film whose clock goes to `span` cannot show it."""

    def seconds(self, start: Camera, share: Share) -> float:
        """Return for how many seconds the film must move, at least."""

    def at(self, start: Camera, position: float, share: Share) -> Camera:
        """Return the camera when the clock reads `position`."""


@dataclass(frozen=True)
class Orbit:
    """One full turn during the film, anticlockwise seen from above: it ends where it starts."""

    def check(self, span: float) -> None:
        """Take any film."""

    def seconds(self, start: Camera, share: Share) -> float:
        """Return the time of a full turn, its start and end included."""
        return 360 / FASTEST_TURN / (1 - STARTING)

    def at(self, start: Camera, position: float, share: Share) -> Camera:
        """Turn evenly, but for a soft start and end."""
        return Camera(start.azimuth + 360 * _cruise(share(position)) % 360, start.elevation)


@dataclass(frozen=True)
class Sway:
    """To one side, to the other and back, once during the film, by `amplitude` degrees: it ends where it starts."""

    amplitude: float = 10.0

    def check(self, span: float) -> None:
        """Refuse an amplitude that is no sway."""
        if not (_is_number(self.amplitude) and 0 < self.amplitude <= WIDEST_SWAY):
            raise SceneError(
                f"Surface: the amplitude of Sway is {self.amplitude!r}; it must be above 0 and at most "
                f"{WIDEST_SWAY:g} degrees."
            )

    def seconds(self, start: Camera, share: Share) -> float:
        """Return the time of a sine that is not too fast where it is fastest."""
        return 2 * np.pi * self.amplitude / FASTEST_SWAY

    def at(self, start: Camera, position: float, share: Share) -> Camera:
        """Follow a sine."""
        away = self.amplitude * np.sin(2 * np.pi * (share(position) % 1))
        return Camera(start.azimuth + float(away), start.elevation)


@dataclass(frozen=True)
class Ease:
    """To another `azimuth` and `elevation`, in degrees, the shorter way round; what is not given stays.

    `during`, such as (60, 120), is what the film's clock reads when it sets off and when it arrives; without it the
    camera takes the whole film.
    """

    azimuth: float | None = None
    elevation: float | None = None
    during: tuple[float, float] | None = None

    def check(self, span: float) -> None:
        """Refuse an ease to nowhere, to a view from below, and outside the film."""
        if self.azimuth is None and self.elevation is None:
            raise SceneError("Surface: Ease has nowhere to go; give it an azimuth, an elevation, or both.")
        check_angles("Surface: Ease's", self.azimuth, self.elevation)
        if self.during is not None and not _is_within(self.during, span):
            end = f"to the film's {span:g}" if np.isfinite(span) else "on"
            raise SceneError(f"Surface: Ease's during is {self.during!r}; it must be (first, last), from 0 {end}.")

    def seconds(self, start: Camera, share: Share) -> float:
        """Return the time in which the middle of the ease, where it is fastest, is not too fast."""
        first, last = self._shares(share)
        return 1.5 * float(np.hypot(*self._way(start))) / FASTEST_EASE / (last - first)

    def at(self, start: Camera, position: float, share: Share) -> Camera:
        """Move from rest to rest."""
        first, last = self._shares(share)
        t = float(np.clip((share(position) - first) / (last - first), 0, 1))
        gone = t * t * (3 - 2 * t)
        turn, rise = self._way(start)
        return Camera(start.azimuth + gone * turn, start.elevation + gone * rise)

    def _shares(self, share: Share) -> tuple[float, float]:
        return (0.0, 1.0) if self.during is None else (share(self.during[0]), share(self.during[1]))

    def _way(self, start: Camera) -> tuple[float, float]:
        turn = 0.0 if self.azimuth is None else (self.azimuth - start.azimuth + 180) % 360 - 180
        return turn, 0.0 if self.elevation is None else self.elevation - start.elevation


MOTIONS = (Orbit, Sway, Ease)


def check_camera(camera: Any, azimuth: float | None, elevation: float, span: float) -> None:
    """Refuse what is no camera, where none can stand, and what a film whose clock goes to `span` has no time for."""
    check_angles("Surface:", azimuth, elevation)
    if camera is None:
        return
    if isinstance(camera, type) or not hasattr(camera, "at"):
        _refuse(camera)
    camera.check(span)
    if azimuth is None and getattr(camera, "azimuth", None) is not None:
        raise SceneError("Surface: Ease to an azimuth starts from one; give Surface an azimuth too.")
    if not np.isfinite(span):
        return
    seconds = camera.seconds(Camera(azimuth or 0.0, elevation), lambda reading: reading / span)
    if seconds > LONGEST:
        raise SceneError(
            f"Surface: so as not to hurry, this camera needs a film of {seconds:.0f} seconds; the most is "
            f"{LONGEST:.0f}. Give it a shorter way or more time."
        )


def _refuse(camera: Any) -> NoReturn:
    """Say what was given as a camera, and which one was meant."""
    name = camera.__name__ if isinstance(camera, type) else str(camera)
    known = [motion.__name__ for motion in MOTIONS]
    shown, hint = (f"{name} without parentheses", "") if name in known else (repr(camera), nearest(name, known))
    raise SceneError(f"Surface: camera is {shown}; it must be a moving camera, such as Orbit().{hint}")


def check_angles(owner: str, azimuth: float | None, elevation: float | None) -> None:
    """Refuse angles that are no numbers, and views from straight above and from below."""
    if azimuth is not None and not _is_number(azimuth):
        raise SceneError(f"{owner} azimuth is {azimuth!r}; it must be a number of degrees.")
    if elevation is not None and not (_is_number(elevation) and LOWEST <= elevation <= HIGHEST):
        raise SceneError(f"{owner} elevation is {elevation!r}; it must be from {LOWEST:g} to {HIGHEST:g} degrees.")


def _cruise(share: float) -> float:
    """Return the share of the way at a share of the time: soft at both ends, of one speed between.

    >>> [round(_cruise(share), 3) for share in (0, 0.05, 0.5, 0.95, 1)]
    [0.0, 0.026, 0.5, 0.974, 1.0]
    """
    if share > 0.5:
        return 1 - _cruise(1 - share)
    ahead = share * share / (2 * STARTING) if share < STARTING else share - STARTING / 2
    return ahead / (1 - STARTING)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and bool(np.isfinite(value))


def _is_within(value: Any, span: float) -> bool:
    if not (isinstance(value, tuple | list) and len(value) == 2 and all(_is_number(side) for side in value)):
        return False
    return bool(0 <= value[0] < value[1] <= span)
