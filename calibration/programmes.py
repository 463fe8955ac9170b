"""Programmes that the strategy names, from edge of care to the retention of carers; Sefton 2022."""

import datetime as dt

from calibration.sources import ASSUMED, STRATEGY
from models.tables import Programme

FIRST_START = dt.date(2022, 7, 1)
LAST_START = dt.date(2023, 10, 1)
TERM_MONTHS = 60

_COMMON = {
    "start_from": FIRST_START,
    "start_to": LAST_START,
    "term_months": TERM_MONTHS,
    "uplift": "moves",
    "need": None,
    "service": None,
    "authority": None,
    "source": ASSUMED,
}


def programme_rows() -> list[Programme]:
    """Return the programmes; effects before the haircut, pounds at 2021/22 prices."""
    return [Programme.model_validate(_COMMON | row) for row in _ROWS]


_ROWS: tuple[dict[str, object], ...] = (
    {
        "programme": "edge_of_care",
        "effect": "averts_entries",
        "effect_share": 0.08,
        "haircut_share": 0.5,
        "evidence": "weak",
        "places_per_year": 8.0,
        "lag_months": 6,
        "setup_gbp": 40_000.0,
        "gbp_per_year": 420_000.0,
        "budget_head": "residential",
        "age_from": 10,
        "age_to": 17,
        "note": f"{STRATEGY} plans a dedicated edge of care team; savings in other councils' budgets are claims "
        "without a control group, so that half of the effect is not counted; size and cost assumed",
    },
    {
        "programme": "multi_systemic_therapy",
        "effect": "averts_entries",
        "effect_share": 0.10,
        "haircut_share": 0.6,
        "evidence": "weak",
        "places_per_year": 6.0,
        "lag_months": 6,
        "setup_gbp": 60_000.0,
        "gbp_per_year": 380_000.0,
        "budget_head": "residential",
        "age_from": 10,
        "age_to": 17,
        "note": f"{STRATEGY} means to commission it; Essex paid about 8,000 a family (3.1 million for 388) and saw "
        "11 % of days in care against 55 % before, not randomised; the English trial found no clear advantage",
    },
    {
        "programme": "family_group_conferences",
        "effect": "averts_entries",
        "effect_share": 0.09,
        "haircut_share": 0.3,
        "evidence": "strong",
        "places_per_year": 14.0,
        "lag_months": 6,
        "setup_gbp": 20_000.0,
        "gbp_per_year": 180_000.0,
        "budget_head": "in_house",
        "age_from": 0,
        "age_to": 15,
        "note": f"{STRATEGY} extends them; a randomised trial in 21 authorities: 36.2 % in care after a year against "
        "44.8 %, 19 % less; taken for about half of entries; cost assumed, none could be found",
    },
    {
        "programme": "reunification_team",
        "effect": "reunifies",
        "effect_share": 0.004,
        "haircut_share": 0.4,
        "evidence": "moderate",
        "places_per_year": 8.0,
        "lag_months": 6,
        "setup_gbp": 20_000.0,
        "gbp_per_year": 190_000.0,
        "budget_head": "in_house",
        "need": "core",
        "age_from": 5,
        "age_to": 15,
        "note": f"{STRATEGY} plans formal assessments of return with support that lasts; returns that fail are in "
        "the haircut; size and cost assumed",
    },
    {
        "programme": "carer_retention",
        "effect": "retains_carers",
        "effect_share": 0.2,
        "haircut_share": 0.5,
        "evidence": "moderate",
        "places_per_year": 4.0,
        "lag_months": 6,
        "setup_gbp": 15_000.0,
        "gbp_per_year": 60_000.0,
        "budget_head": "in_house",
        "service": "fostering",
        "age_from": 0,
        "age_to": 17,
        "note": f"{STRATEGY} wants a better offer to carers; effect on leavers and cost assumed",
    },
)
