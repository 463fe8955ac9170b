"""What the projection of demand rests on beside the counts by age: earlier counts, residents, placements, reasons."""

import datetime as dt

from calibration.recorded import PERIODS
from calibration.sources import DFE_2019, IN_USE, PROJECTION, STRATEGY
from models.tables import CeasesByReason, History, PlacementHistory, Population

COUNTS_BEFORE_AGES = {2015: 451, 2016: 463, 2017: 453}
"""Children looked after on 31 March, before the years that the strategy gives by age."""
CONFLICT_OF_2017 = (
    "the strategy's cost projection starts from 436 children in February 2017, below this count and below its own "
    "rate of 85 per 10,000 for 2017; the national statistic is used"
)

RESIDENTS = {2014: 53_490, 2015: 53_184, 2016: 53_363, 2017: 53_514, 2018: 53_833}
RESIDENTS_2021, RESIDENTS_2043 = 54_098, 53_041
VINTAGE = "estimated before the 2021 census, like those of 2014 to 2018; DfE's 2025 release, after it, gives 52,920"

PLACED_2019 = {"fostering": 345, "homes_and_supported": 53 + 19, "all_other": 527 - 345 - 53 - 19}
PLACED_2022 = {"fostering": 247 + 150, "homes_and_supported": 70 + 31 + 20, "all_other": 101}
NOTE_2019 = (
    "secure units, homes and semi-independent (53) and other placements in the community (19) together; all other is "
    "the rest of 527, small numbers suppressed"
)
NOTE_2022 = "in-house 247, IFA 150; residential 70, SaILs 31, supported lodgings 20; all other is the rest of 619"

REASONS = {
    "adopted": (13, 22, 16, 12, 18),
    "special_guardianship": (19, 13, 16, 19, 29),
    "child_arrangements_order": (4, 2, 3, 3, 12),
    "return_home_planned": (22, 26, 20, 20, 20),
    "return_home_unplanned": (7, 3, 7, 5, 8),
    "other_relatives_or_friends": (11, 1, 3, 11, 5),
    "independent_living": (15, 6, 26, 17, 9),
    "staying_put_at_18": (0, 0, 0, 10, 17),
    "adult_services": (6, 4, 0, 3, 0),
    "another_authority": (0, 6, 1, 4, 3),
    "custody": (0, 1, 0, 0, 0),
    "age_assessed_18": (2, 0, 0, 4, 0),
    "any_other": (65, 49, 37, 26, 24),
}
"""Children who ceased to be looked after, by reason and period (`PERIODS`)."""
REASONS_NOTE = (
    "codes changed in 2021: E43 to E47 are special guardianship throughout, E17 (staying put) lay in any other; "
    "2021 adds to 134 where the ceases by age add to 133; blank cells are nobody"
)


def earlier_count_rows() -> list[History]:
    """Return the counts of 2015 to 2017, all ages together."""
    return [
        History(
            measure="looked_after",
            period_end=dt.date(year, 3, 31),
            period_months=0,
            children=float(count),
            age_from=0,
            age_to=17,
            source=f"{DFE_2019}, children looked after on 31 March",
            note=CONFLICT_OF_2017 if year == 2017 else "",
        )
        for year, count in COUNTS_BEFORE_AGES.items()
    ]


def population_rows() -> list[Population]:
    """Return residents aged 0 to 17, mid-year estimates and the projection to 2043."""
    needs = f"{STRATEGY}, population"
    known = [(year, people, f"{DFE_2019}, population aged 0 to 17", "") for year, people in RESIDENTS.items()]
    known += [(2021, RESIDENTS_2021, needs, VINTAGE), (2043, RESIDENTS_2043, needs, "projected by the strategy")]
    return [
        Population(
            home_area=None,
            day=dt.date(year, 6, 30),
            people=float(people),
            age_from=0,
            age_to=17,
            source=source,
            note=note,
        )
        for year, people, source, note in known
    ]


def placement_history_rows() -> list[PlacementHistory]:
    """Return placements by type on 31 March 2019 and 2022, as coarse as both sources allow."""
    counted = (
        (dt.date(2019, 3, 31), PLACED_2019, f"{DFE_2019}, placement", NOTE_2019),
        (dt.date(2022, 3, 31), PLACED_2022, f"{IN_USE}; {PROJECTION}", NOTE_2022),
    )
    return [
        PlacementHistory(type=kind, day=day, children=float(count), source=source, note=note)
        for day, counts, source, note in counted
        for kind, count in counts.items()
    ]


def reason_rows() -> list[CeasesByReason]:
    """Return ceases by reason, 2018 to January 2022."""
    return [
        CeasesByReason(
            reason=reason,
            period_end=end,
            period_months=months,
            children=float(count),
            source=f"{STRATEGY}, reasons for ceasing",
            note=REASONS_NOTE,
        )
        for reason, counts in REASONS.items()
        for (end, months), count in zip(PERIODS, counts, strict=True)
    ]
