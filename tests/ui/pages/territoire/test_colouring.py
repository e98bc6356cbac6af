"""The classes by which the map is coloured."""

from decimal import Decimal

import pytest

from ctg_desktop.domain.choices import EngagementStatus, TerritoireKind
from ctg_desktop.domain.territory import Engagement, Territoire
from ctg_desktop.services.territoires import Coverage, PlaceLine
from tests.support.app import plain
from ui.pages.territoire.colouring import Subject, colouring


def line(
    *, actions: int = 0, percent: int | None = None, status: EngagementStatus | None = None
) -> PlaceLine:
    engagement = Engagement(id="e", status=status) if status else None
    return PlaceLine(
        place=Territoire(id="t", kind=TerritoireKind.COMMUNE),
        engagement=engagement,
        coverage=Coverage.NONE_RECORDED,
        posts=0,
        fte=Decimal(0),
        actions=actions,
        percent=percent,
        words="",
    )


def label(subject: Subject, lines: list[PlaceLine], of: PlaceLine) -> str:
    found = colouring(subject, lines)
    return plain(found.kinds[found.kind_of(of)].label)


@pytest.mark.parametrize(
    ("most", "labels"),
    [
        (3, ["Aucune action", "1", "2", "3", "4 et plus"]),
        (8, ["Aucune action", "1 à 2", "3 à 5", "6 à 10", "11 et plus"]),
        (40, ["Aucune action", "1 à 5", "6 à 15", "16 à 40", "41 et plus"]),
        (5000, ["Aucune action", "1 à 50", "51 à 200", "201 à 500", "501 et plus"]),
    ],
)
def test_numbers_when_they_grow_then_the_classes_grow_with_them(
    most: int, labels: list[str]
) -> None:
    lines = [line(actions=round(most * share / 10)) for share in range(11)]

    found = colouring(Subject.ACTIONS, lines)

    assert [plain(kind.label) for kind in found.kinds] == labels
    assert [kind.share for kind in found.kinds[1:]] == sorted(
        {kind.share for kind in found.kinds[1:]}
    )


@pytest.mark.parametrize(
    ("actions", "expected"), [(0, "Aucune action"), (1, "1"), (3, "3"), (4, "4 et plus")]
)
def test_number_when_at_the_edge_of_a_class_then_it_is_in_it(actions: int, expected: str) -> None:
    lines = [line(actions=count) for count in (0, 1, 1, 2, 3, 3)]

    assert label(Subject.ACTIONS, lines, line(actions=actions)) == expected


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (None, "Aucune action"),
        (0, "0 % réalisées"),
        (1, "1 à 33 %"),
        (33, "1 à 33 %"),
        (34, "34 à 66 %"),
        (67, "67 % et plus"),
        (100, "67 % et plus"),
    ],
)
def test_progress_when_at_the_edge_of_a_class_then_it_is_in_it(
    percent: int | None, expected: str
) -> None:
    assert label(Subject.PROGRESS, [], line(percent=percent)) == expected


@pytest.mark.parametrize("status", [*EngagementStatus, None])
def test_engagement_when_of_any_kind_then_it_has_its_own_look(
    status: EngagementStatus | None,
) -> None:
    found = colouring(Subject.ENGAGEMENT, [])

    own = found.kinds[found.kind_of(line(status=status))]
    assert [(kind.tone, kind.pattern) for kind in found.kinds].count((own.tone, own.pattern)) == 1
