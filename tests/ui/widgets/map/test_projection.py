"""From degrees to pixels."""

import math

import pytest

from ui.widgets.map.projection import Bounds, Projection, nearest_towards

BOUNDS = Bounds(2.3, 50.4, 2.9, 50.6)


def test_projection_when_fitted_then_shapes_keep_their_proportions() -> None:
    projection = Projection.fitting(BOUNDS, 800, 600, 20)

    west, north = projection.point(2.3, 50.6)
    east, south = projection.point(2.9, 50.4)

    on_the_ground = 0.6 * math.cos(math.radians(50.5)) / 0.2
    assert (east - west) / (south - north) == pytest.approx(on_the_ground)
    assert west >= 20 - 1e-9
    assert east <= 780 + 1e-9
    assert (west + east) / 2 == pytest.approx(400)


def test_scale_when_asked_then_a_degree_north_is_111_kilometres() -> None:
    projection = Projection.fitting(BOUNDS, 800, 600, 0)

    _, north = projection.point(2.3, 50.6)
    _, south = projection.point(2.3, 50.4)

    assert (south - north) / projection.pixels_per_kilometre == pytest.approx(22.264)


def test_projection_when_there_is_one_point_then_it_stands_in_the_middle() -> None:
    bounds = Bounds.around([(2.6, 50.5)])
    assert bounds is not None

    assert Projection.fitting(bounds, 100, 80, 10).point(2.6, 50.5) == pytest.approx((50, 40))


def test_bounds_when_there_is_no_point_then_there_are_none() -> None:
    assert Bounds.around([]) is None


def test_nearest_when_two_lie_that_way_then_the_one_straight_ahead_wins() -> None:
    others = [("oblique", (10.0, 9.0)), ("droit", (14.0, 1.0)), ("derrière", (-1.0, 0.0))]

    assert nearest_towards((0, 0), others, (1, 0)) == "droit"
    assert nearest_towards((0, 0), others, (0, -1)) is None
