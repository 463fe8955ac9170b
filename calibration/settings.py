"""The settings of the instance Sefton 2022."""

from calibration.recorded import START
from calibration.sources import ALL_SOURCES, ASSUMED, COSTS, PROJECTION, STRATEGY, UPLIFT_APPENDIX
from models.instance import (
    Authority,
    CalendarSettings,
    Defaults,
    MoneySettings,
    QualitySettings,
    SettingNote,
    Settings,
)

NOTES = (
    ("calendar.start", PROJECTION, "the month after the council's base of March 2022"),
    ("calendar.financial_years", PROJECTION, "to March 2025"),
    ("calendar.monthly_periods", ASSUMED, "a year of months, then quarters"),
    ("calendar.decision_every_months", ASSUMED, "commissioning decisions once a quarter"),
    ("money.price_base", COSTS, "prices of 2021/22"),
    (
        "money.move_gbp",
        ASSUMED,
        "transport, introductions, a few days of double fees; no document gives a figure",
    ),
    (
        "money.gap_penalty_gbp_per_week",
        ASSUMED,
        "about the emergency price once more: being without a sufficient placement is worse than dear",
    ),
    (
        "money.interest_rate",
        ASSUMED,
        "about the Public Works Loan Board's rate for long loans in March 2022; recalled, not read",
    ),
    (
        "money.max_homes_opened_per_year",
        ASSUMED,
        "two decisions a year; the council's homes are closed today",
    ),
    (
        "quality.accepted_grades",
        f"{STRATEGY}, only good or outstanding",
        "good, outstanding and the equivalent for supported accommodation; not_graded stands for the "
        "council's own carers and for supported accommodation before its regulation, "
        "awaiting_first_inspection for a new home: neither has a grade that the rule could test",
    ),
    ("defaults.demand", PROJECTION, "the council's own line to 770"),
    ("defaults.prices", UPLIFT_APPENDIX, "the council's own uplifts"),
)
"""Setting, source, note."""


def settings() -> Settings:
    """Return the settings."""
    return Settings(
        authority=Authority(id="sefton", name="Sefton Metropolitan Borough Council"),
        calendar=CalendarSettings(start=START, financial_years=3, monthly_periods=12, decision_every_months=3),
        money=MoneySettings(
            price_base="2021/22",
            move_gbp=1200.0,
            gap_penalty_gbp_per_week=10_000.0,
            interest_rate=0.026,
            max_homes_opened_per_year=2,
        ),
        quality=QualitySettings(
            accepted_grades=(
                "outstanding",
                "good",
                "consistently_strong",
                "not_graded",
                "awaiting_first_inspection",
            )
        ),
        defaults=Defaults(demand="published", prices="central"),
        sources=ALL_SOURCES,
        setting_notes=tuple(SettingNote(setting=s, source=source, note=note) for s, source, note in NOTES),
    )
