"""Where a row of any entity is shown."""

import pytest

from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import EntityType
from ui.pages import every_page
from ui.targets import Target, target_of


@pytest.mark.parametrize("kind", entity_types(), ids=lambda kind: kind.name)
def test_row_of_any_entity_when_led_to_then_its_page_exists(kind: EntityType) -> None:
    target = target_of(kind.name, "r")

    assert target is not None
    assert target.page in {page.key for page in every_page()}


@pytest.mark.parametrize(
    ("entity", "target"),
    [
        ("etape", Target("actions", "etape", "r")),
        ("coordination", Target("coordinations", "coordination", "r")),
        ("membership", Target("adhesions", "membership", "r")),
        ("signatory", Target("strategy", "signatory", "r")),
        ("entite_de_2028", None),
    ],
)
def test_row_when_led_to_then_it_is_on_the_page_of_what_it_belongs_to(
    entity: str, target: Target | None
) -> None:
    assert target_of(entity, "r") == target
    assert target_of(entity, "") is None
