"""Checks of own homes and fostering services: lead times, beds, figures that hang together."""

from collections.abc import Iterator

from instances.draft import Draft
from models.calendar import PlanningCalendar
from models.faults import Fault
from models.tables import Block, Fostering, Home


def lead_times(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each home or service whose first child comes only after the horizon."""
    calendar = draft.calendar
    if calendar is None:
        return
    for line, home in draft.sound(Home):
        decisions = [m for m in calendar.decision_months if calendar.first_day(m) >= home.decision_from]
        if home.max_homes == 0:
            continue
        if not decisions:
            text = "a month up to the last decision of the horizon"
            yield draft.fault(Home, text, line, "decision_from", home.decision_from)
        elif calendar.live_month(decisions[0] + home.lead_months) > calendar.horizon_months:
            column, text = _longest_part(home), _too_late(calendar)
            if home.lead_months > getattr(home, column):
                text += f"; approval, works, registration and slippage take {home.lead_months} months together"
            yield draft.fault(Home, text, line, column, getattr(home, column))
    for line, service in draft.sound(Fostering):
        first = calendar.decision_months[0]
        if calendar.live_month(first + service.lead_months) > calendar.horizon_months:
            yield draft.fault(Fostering, _too_late(calendar), line, "lead_months", service.lead_months)


def _longest_part(home: Home) -> str:
    parts = ("works_months", "approval_months", "registration_months", "slippage_months")
    return max(parts, key=lambda name: int(getattr(home, name)))


def _too_late(calendar: PlanningCalendar) -> str:
    last = calendar.first_day(calendar.horizon_months + 1)
    return f"a lead time whose first child comes within the horizon, before {last}"


def home_figures(draft: Draft) -> Iterator[Fault]:
    """Yield faults of homes kept vacant altogether, and of cost before opening spent before the decision."""
    for line, home in draft.sound(Home):
        if home.emergency_beds >= home.beds:
            text = f"fewer than the beds of the home, {home.beds}"
            yield draft.fault(Home, text, line, "emergency_beds", home.emergency_beds)
        if home.pre_opening_months == 0:
            yield draft.fault(Home, "at least 1 month", line, "pre_opening_months", 0)
        elif home.pre_opening_gbp and home.pre_opening_months > home.lead_months:
            text = f"at most the lead time, {home.lead_months} months from the decision to the first child"
            yield draft.fault(Home, text, line, "pre_opening_months", home.pre_opening_months)


def void_sales(draft: Draft) -> Iterator[Fault]:
    """Yield a fault where beds are sold without a price, or a price is given without beds."""
    sellers: list[tuple[int, Block | Home]] = [*draft.sound(Block), *draft.sound(Home)]
    for line, row in sellers:
        if bool(row.void_sale_beds) != bool(row.void_sale_gbp_per_week):
            column = "void_sale_gbp_per_week" if row.void_sale_beds else "void_sale_beds"
            text = "a number above 0: void_sale_beds and void_sale_gbp_per_week go together"
            yield draft.fault(type(row), text, line, column, 0)


def fostering_figures(draft: Draft) -> Iterator[Fault]:
    """Yield faults of services: no attrition, more approvals today than at most, staying put for no time."""
    for line, row in draft.sound(Fostering):
        if row.attrition_per_year_share == 0:
            text = "a share above 0: the cost of an approval is spread over 1 / attrition years"
            yield draft.fault(Fostering, text, line, "attrition_per_year_share", 0)
        # A plan may recruit nobody while do-nothing goes on as today.
        if row.approvals_per_year_today > row.approvals_per_year_max > 0:
            text = f"at most approvals_per_year_max, {row.approvals_per_year_max}"
            yield draft.fault(Fostering, text, line, "approvals_per_year_today", row.approvals_per_year_today)
        if row.staying_put_months == 0 and (row.staying_put_today or row.staying_put_starts_per_year):
            text = "at least 1 month, as young people stay put with their carers"
            yield draft.fault(Fostering, text, line, "staying_put_months", 0)
