"""Which parts a random instance has; everything else is drawn from a seed."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

AGES = ((0, 15), (16, 17))
NEEDS = ("low", "high")
HOMES = ("north", "south")
AUTHORITIES = ("test", "other")
EFFECTS = ("averts_entries", "reunifies", "retains_carers")
MEASURES = (
    "share_within_ring",
    "moves_per_child_year",
    "family_share",
    "in_house_share_of_fostering",
    "framework_share",
    "siblings_together_share",
    "emergency_places",
    "at_a_distance_share",
    "residential_share",
    "residential_children",
    "provider_share",
    "lower_grade_share",
    "gap_children",
    "revenue_gbp",
    "capital_gbp",
)


@dataclass(frozen=True)
class Shape:
    """Which parts an instance has.

    Attributes:
        years: financial years planned.
        needs, ages, homes: number of each; only two of them are more than 1.
        monthly_periods, decide_every: the calendar.
        plain: number of spot and framework offers.
        block: none, `new` or `running`.
        home, fostering: whether there is one.
        programmes: effects of the programmes.
        step_down: whether there is a pathway, with a trial cohort.
        measures: measures of policies.
        strength: `off`, `soft` or `hard`.
        ends, closes: whether an offer ends, or a part of one closes.
        special: of `solo`, `group`, `skill`, `beds` what some cohort is.
        two: whether two authorities plan together.
    """

    years: int = 1
    needs: int = 1
    ages: int = 1
    homes: int = 1
    monthly_periods: int = 12
    decide_every: int = 12
    plain: int = 2
    block: str | None = None
    home: bool = False
    fostering: bool = False
    programmes: tuple[str, ...] = ()
    step_down: bool = False
    measures: tuple[str, ...] = ()
    strength: str = "off"
    ends: bool = False
    closes: bool = False
    special: tuple[str, ...] = ()
    two: bool = False


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Shapes, the simplest first."""
    several = draw(st.sampled_from(("none", "needs", "ages", "homes")))
    effects = draw(st.sampled_from(((), *((effect,) for effect in EFFECTS))))
    return Shape(
        needs=1 + (several == "needs"),
        ages=1 + (several == "ages"),
        homes=1 + (several == "homes"),
        monthly_periods=draw(st.sampled_from((12, 6, 3, 0))),
        decide_every=draw(st.sampled_from((12, 6))),
        plain=draw(st.integers(2, 3)),
        block=draw(st.sampled_from((None, "new", "running"))),
        home=draw(st.booleans()),
        fostering=draw(st.booleans()) or "retains_carers" in effects,
        programmes=effects,
        step_down=draw(st.booleans()),
        measures=draw(st.sampled_from(((), *((measure,) for measure in MEASURES)))),
        strength=draw(st.sampled_from(("off", "soft", "hard"))),
        ends=draw(st.booleans()),
        closes=draw(st.booleans()),
        special=draw(st.sampled_from(((), ("solo",), ("group",), ("skill",), ("beds",)))),
        two=draw(st.booleans()),
    )


def random_shape(rng: np.random.Generator) -> Shape:
    """Draw a shape."""

    def chance(share: float) -> bool:
        return bool(rng.random() < share)

    several = rng.choice(("needs", "ages", "homes", "needs"))
    programmes = tuple(effect for effect in EFFECTS if chance(0.3))
    special = [s for s in ("solo", "group", "skill", "beds") if chance(0.5 if s == "solo" else 0.3)]
    measures = tuple(str(m) for m in rng.choice(MEASURES, int(rng.integers(0, 5)), replace=False))
    if "siblings_together_share" in measures:
        special = ["group", *(s for s in special if s not in ("solo", "group"))]
    return Shape(
        years=2 if chance(0.15) else 1,
        needs=1 + (several == "needs"),
        ages=1 + (several == "ages"),
        homes=1 + (several == "homes"),
        monthly_periods=int(rng.choice((0, 3, 6, 12))),
        decide_every=int(rng.choice((3, 6, 12))),
        plain=int(rng.integers(2, 4)),
        block=(None, "new", "new", "running")[int(rng.integers(4))],
        home="capital_gbp" in measures or chance(0.4),
        fostering="retains_carers" in programmes or chance(0.4),
        programmes=programmes,
        step_down=chance(0.5),
        measures=measures,
        strength=("soft", "hard", "soft")[int(rng.integers(3))],
        ends=chance(0.4),
        closes=chance(0.3),
        special=tuple(special),
        two=chance(0.3),
    )
