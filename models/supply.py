"""Tables of what can be bought: offers, prices, disruption, block contracts."""

import datetime as dt
from typing import ClassVar, Literal

from pydantic import Field

from models.children import AgedRow
from models.fields import (
    Amount,
    Beds,
    Count,
    Grade,
    Id,
    Month,
    MonthOfYear,
    Months,
    Pounds,
    Provision,
    Rate,
    Route,
    Row,
    Share,
    Text,
)


class Offer(AgedRow):
    """One line of supply."""

    KEY: ClassVar = ("offer",)
    offer: Id = Field(description="name of the offer")
    provision: Provision = Field(description="kind of provision")
    route: Route = Field(description="how it is bought")
    provider: Id = Field(description="provider, lot or service")
    placed_in: Id = Field(description="area it lies in, from the table areas")
    grade: Grade = Field(description="Ofsted grade, or the supported-accommodation equivalent")
    capacity_children: Amount | None = Field(
        description="children at most at one time; blank: no limit, or set by blocks, homes or fostering"
    )
    live_from: dt.date | None = Field(description="first day; blank: already open")
    live_to: dt.date | None = Field(description="last day, after which residents have moved; blank: stays open")
    budget_head: Id = Field(description="budget head its cost is charged to")
    successor: Id | None = Field(
        default=None,
        description="offer that takes over its residents after live_to; blank: they return to the pool",
    )
    skills: Text | None = Field(
        default=None, description="skills that it has, names separated by spaces; blank: none"
    )
    largest_group: Beds | None = Field(
        default=None, description="largest sibling group that it keeps together; blank: any"
    )
    unit_beds: Beds | None = Field(
        default=None,
        description="beds of one of its homes, all closed by a solo child; blank: a solo child takes one place. "
        "Offers of blocks, own homes and fostering services leave it blank: their units are those of their tables",
    )
    authority: Id | None = Field(
        default=None,
        description="authority that alone may use it; blank: all, or those with rows in offer_shares",
    )


class OfferShare(Row):
    """An offer shared between authorities: only those named may use it; what nobody uses is paid for by share."""

    KEY: ClassVar = ("offer", "authority")
    offer: Id = Field(description="offer of a block, own home or fostering service")
    authority: Id = Field(description="authority")
    share: Share = Field(
        description="share of voids, one-off costs and running cost; the shares of an offer add to 1"
    )


class Closure(Row):
    """Part of an offer that closes: its share of the residents has to leave, and of the capacity."""

    KEY: ClassVar = ("offer", "month")
    offer: Id = Field(description="offer; not one of blocks, own homes or fostering services")
    month: Month = Field(description="month in which the part closes")
    closing_share: Share = Field(description="share of the places and of the residents there in that month")
    successor: Id | None = Field(
        default=None, description="offer that takes these residents over; blank: they return to the pool"
    )


class OfferPrice(Row):
    """Weekly price of an offer for a need; a need without a row cannot be placed there."""

    KEY: ClassVar = ("offer", "need")
    offer: Id = Field(description="offer")
    need: Id = Field(description="need level it takes")
    gbp_per_week: Pounds = Field(
        description="pounds per child per week at the price base; 0 where paid by bed or home. On a block's offer: "
        "the extra for each child beside the bed price (part-guaranteed block)"
    )
    full_gbp_per_week: Pounds | None = Field(
        default=None,
        description="full unit cost a week, overheads included, shown beside the marginal price and never added up",
    )


class Disruption(Row):
    """Monthly chance that a placement ends early, by months since admission."""

    KEY: ClassVar = ("offer", "need", "months_from")
    offer: Id = Field(description="offer")
    need: Id = Field(description="need level")
    months_from: Months = Field(
        description="whole months since admission from which the chance holds; the first row of a pair is 0"
    )
    monthly_share: Share = Field(description="chance a month of an unplanned end")


class Block(Row):
    """A block contract on offer: beds paid whether used or not."""

    KEY: ClassVar = ("block",)
    block: Id = Field(description="name of the block")
    offer: Id = Field(description="offer that the block supplies; no other supply shares it")
    start_from: Month = Field(description="earliest start")
    start_to: Month = Field(description="latest start")
    term_months: Months = Field(description="months from start to end of term")
    mobilisation_gbp: Pounds = Field(description="one-off cost at the start, price base")
    guarantee_share: Share = Field(
        default=1.0,
        description="share of the beds paid whether used or not, others as used. 1: take-or-pay",
    )
    unit_beds: Beds = Field(
        default=1, description="beds of one home: sizes are whole multiples of it, and a solo child closes one home"
    )
    emergency_beds: Count = Field(
        default=0, description="of the beds, kept vacant for emergencies: paid for, in the plan not filled"
    )
    beds_today: Beds | None = Field(
        default=None,
        description="beds of a block already running, which is then no choice; start_from and start_to are its start",
    )
    extensions: Count = Field(
        default=0, description="options to extend, each of extension_months, at the council's wish"
    )
    extension_months: Months = Field(default=0, description="months of one extension")
    break_after_months: Months | None = Field(
        default=None, description="months after the start at whose end the council may leave; blank: no break clause"
    )
    termination_gbp: Pounds = Field(default=0.0, description="one-off cost of leaving at the break, price base")
    review: Literal["index", "fixed"] = Field(
        default="index",
        description="index: a review a year adds the uplift of the provision; fixed: the price stays as it started",
    )
    review_month: MonthOfYear = Field(
        default=4, description="month of the year in which the price is reviewed, 4 for April"
    )
    review_cap_share: Rate | None = Field(default=None, description="most that one review adds; blank: no cap")
    review_collar_share: Rate | None = Field(default=None, description="least that one review adds; blank: no collar")
    void_sale_beds: Amount = Field(default=0.0, description="void beds at most that other authorities buy")
    void_sale_gbp_per_week: Pounds = Field(
        default=0.0, description="pounds a week for a void bed sold, price base; below the bed's own price"
    )
    successor: Id | None = Field(
        default=None,
        description="offer that takes over the residents when the contract ends; blank: they return to the pool",
    )


class BlockTier(Row):
    """Price of a block by number of beds; the tier's price holds for all beds."""

    KEY: ClassVar = ("block", "beds_from")
    block: Id = Field(description="block")
    beds_from: Beds = Field(description="fewest beds of the tier")
    beds_to: Beds = Field(description="most beds of the tier")
    gbp_per_bed_per_week: Pounds = Field(description="pounds per bed per week, price base")


class BlockRamp(Row):
    """Beds of a block in its first contract years, where it does not start at full size."""

    KEY: ClassVar = ("block", "contract_year")
    block: Id = Field(description="block")
    contract_year: Beds = Field(
        description="year of the contract, 1 the first; after the last row the block is whole"
    )
    beds_share: Share = Field(description="share of the beds that are there and paid for, rounded up to whole beds")


class OccupancyLimit(Row):
    """Practical occupancy of a home or block by its number of beds."""

    KEY: ClassVar = ("beds",)
    beds: Beds = Field(description="beds")
    practical_share: Share = Field(description="share of beds that can be filled on average")
