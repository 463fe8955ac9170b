"""Step-down from homes to foster families on trial: the need, the cohorts, the pathway; Sefton 2022."""

import datetime as dt

from calibration.children import HOME_AREA_SHARES, Cell, cohort_id, monthly_moves
from calibration.recorded import BANDS
from calibration.sources import ASSUMED, CABINET
from models.tables import Cohort, Need, StepDown, Transition

TRIAL = "trial"
FROM_NEED, TO_NEED = "complex", "enhanced"
TRIAL_BANDS = (1, 2)
"""Age bands 5 to 9 and 10 to 15."""
FAILS_IN_A_YEAR = 0.37
SETTLES_A_MONTH = round(1 / 12, 6)
READY_A_MONTH = 0.02
MOST_A_YEAR = 6.0
RELEASE_GBP = 6_000.0
FIRST_RELEASE = dt.date(2023, 1, 1)

EVIDENCE = (
    "of 31 children in Birmingham 64 % were stable after a step-down; Lancashire and Cheshire West place two to "
    "eight a year (reports of 2017 and 2020)"
)


def trial_need() -> Need:
    """Return the need of a child on trial; above all others in rank, so that no breakdown leads to it."""
    return Need(
        need=TRIAL,
        rank=5,
        escalation_share=0.0,
        description="just stepped down from a home to a foster family, on trial for about a year",
        source=ASSUMED,
        note=f"a state of the step-down pathway that {CABINET} asks for",
    )


def trial_cohorts() -> list[Cohort]:
    """Return the cohorts of children on trial."""
    return [
        Cohort(
            cohort=cohort_id(TRIAL, band, area),
            need=TRIAL,
            age_from=BANDS[band][0],
            age_to=BANDS[band][1],
            home_area=area,
            source=ASSUMED,
            note="children of complex need who have stepped down; empty today",
        )
        for band in TRIAL_BANDS
        for area in HOME_AREA_SHARES
    ]


def trial_moves(band: int) -> dict[Cell, float]:
    """Return where a child on trial is a month later, still on trial last; the shortfall from 1 leaves care.

    Ageing and leaving are those of the age; a child who grows out of the bands of the trial has settled.
    """
    like = monthly_moves(FROM_NEED, band)
    ageing = like[FROM_NEED, band + 1]
    failing = round(1.0 - (1.0 - FAILS_IN_A_YEAR) ** (1 / 12), 6)
    older: Cell = (TRIAL if band + 1 in TRIAL_BANDS else TO_NEED, band + 1)
    moves: dict[Cell, float] = {(FROM_NEED, band): failing, (TO_NEED, band): SETTLES_A_MONTH, older: ageing}
    moves[TRIAL, band] = round(sum(like.values()) - sum(moves.values()), 6)
    return moves


def trial_transitions() -> list[Transition]:
    """Return the rows of R for children on trial."""
    return [
        Transition(
            cohort=cohort_id(TRIAL, band, area),
            to_cohort=cohort_id(*cell, area),
            monthly_share=share,
            source=ASSUMED,
            note=f"37 % fail in a year, others settle in about a year ({EVIDENCE}); ageing and leaving as of the age",
        )
        for band in TRIAL_BANDS
        for cell, share in trial_moves(band).items()
        for area in HOME_AREA_SHARES
    ]


def step_down_rows() -> list[StepDown]:
    """Return the pathway from homes to foster families."""
    return [
        StepDown(
            pathway="homes_to_families",
            cohort=cohort_id(FROM_NEED, band, area),
            trial_cohort=cohort_id(TRIAL, band, area),
            readiness_monthly_share=READY_A_MONTH,
            max_per_year=MOST_A_YEAR,
            release_gbp=RELEASE_GBP,
            start_from=FIRST_RELEASE,
            source=ASSUMED,
            note=f"provider-led step-down is part of the framework ({CABINET}), contracts from January 2023; "
            f"readiness, yearly number and cost assumed: {EVIDENCE}",
        )
        for band in TRIAL_BANDS
        for area in HOME_AREA_SHARES
    ]
