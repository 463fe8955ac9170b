"""Placement costs of the last year of one authority, in the layout of the S251 child-level return."""

import numpy as np
import pandas as pd

from instances.synthetic.country import Texts
from instances.synthetic.dates import YEAR_ENDS, date_texts
from instances.synthetic.episodes import LEGAL
from instances.synthetic.figures import Numbers, one, parts
from instances.synthetic.market import Kind
from instances.synthetic.returns import Authority, provider_codes

_PRICES = ("kinship", "in_house", "agency", "home", "supported", "", "", "other", "")
_SPREAD = (0.15, 0.2, 0.22, 0.3, 0.35, 0.0, 0.0, 0.35, 0.0)
_DAYS = 365


def placement_costs(authority: Authority, rng: np.random.Generator) -> pd.DataFrame:
    """Return every paid placement of the year to 31 March 2025, with the cost from 1 April 2024 to its end.

    Weekly prices differ by placement round the mean of their kind; placements with parents and for adoption cost
    nothing and are left out.
    """
    stays, placements, market = authority.stays, authority.placements, authority.market
    closes = YEAR_ENDS[-1]
    opens = closes - _DAYS + 1
    place, provider = placements.place, placements.provider
    paid = (placements.start <= closes) & (placements.end > opens) & (_weekly_means()[place] > 0)
    rows = np.flatnonzero(paid)
    stay = placements.stay[rows]
    weekly = _weekly_means()[place[rows]] * np.exp(rng.normal(0, np.array(_SPREAD)[place[rows]]))
    days = np.minimum(placements.end[rows] - 1, closes) - np.maximum(placements.start[rows], opens) + 1
    ended = placements.end[rows] <= closes
    episode = np.searchsorted(authority.episodes.placement, rows, side="right") - 1
    bought = (provider[rows] >= 0) & ~np.isin(market.kind[provider[rows]], (Kind.FOSTERING_SERVICE, Kind.OWN_HOME))
    country = authority.country
    platform, framework = _procurement(bought, rng)
    return pd.DataFrame(
        {
            "Child ID": authority.child_ids[stays.child[stay]],
            "Date of birth": date_texts(stays.born[stay]),
            "Gender": np.where(stays.girl[stay], "2", "1"),
            "Ethnicity": "",
            "Disability": "",
            "Category of need": "",
            "Date of last assessment": "",
            "Does the child have an EHCP": "",
            "Is the child UASC": np.where(stays.alone[stay], "Yes", "No"),
            "Number of missing episodes in current period of care": "",
            "Legal status": LEGAL[authority.episodes.legal[episode]],
            "Placement start date": date_texts(placements.start[rows]),
            "Placement end date": date_texts(placements.end[rows], ended),
            "Date of start of current care period": date_texts(stays.start[stay]),
            "Reason for placement change": "",
            "Number of placements in last 12 months": "",
            "Number of placements in current care period": "",
            "Placement type": authority.episodes.place[episode],
            "Provider type": provider_codes(authority)[episode],
            "Procurement platform": platform,
            "Procurement framework": framework,
            "Ofsted URN": np.where(provider[rows] >= 0, market.urn[provider[rows]], ""),
            "Home postcode": country.postcodes[country.own_postcodes(authority.number)][stays.home[stay]],
            "Placement postcode": country.postcodes[placements.postcode[rows]],
            "LA of placement": [country.name(at) for at in country.authority_of(placements.postcode[rows]).tolist()],
            "Total committed cost accrued in FY to date": (weekly / 7 * days).round(2),
            "Contribution from social care provider/s": "",
            "Contribution from health provider/s": "",
            "Contribution from education provider/s": "",
        }
    )


def _weekly_means() -> Numbers:
    """Return mean weekly prices by kind of placement, pounds; 0 for those without a fee."""
    prices = parts("weekly_gbp")
    return np.array([prices.get(name, 0.0) for name in _PRICES])


def _procurement(bought: np.ndarray[tuple[int], np.dtype[np.bool_]], rng: np.random.Generator) -> tuple[Texts, Texts]:
    """Return platform and framework of each placement; blank for the authority's own."""
    drawn = rng.random(len(bought))
    framework = drawn < one("framework_share")
    block = drawn > 1 - one("block_share")
    platform = np.where(framework, "Framework", np.where(block, "Block", "Spot"))
    return np.where(bought, platform, ""), np.where(bought & framework, "Synthetic Regional Framework", "")
