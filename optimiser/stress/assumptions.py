"""What the stress test assumes beside the instance; each with its basis."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Assumptions:
    """Chances and spreads of the stress test.

    Attributes:
        suits: chance that one vacant bed suits a child who needs one. Assumed: homes in England stand at 80 to 85 %
            and turn children away for those already there.
        urgent: share of placements found on the same day, which go first and may take emergency beds. Assumed.
        home_slip_months: mean delay of a new home beyond what the plan allows for (geometric). Councils' reports of
            2022 to 2025: delays from none to two years.
        approval_success: chance that a household to be recruited is approved. Ofsted: one in fifteen enquiries is;
            of assessments begun about five in six are assumed to end in approval.
        approval_slip_months: mean delay of an approval (geometric). Assumed.
        price_spread: standard deviation of a year's price rise about its path, by share. National Audit Office: rises
            of residential prices between 4 and 12 % a year.
        demand_varies: whether level, drift and bunching of arrivals and of leaving vary, as estimated over 150
            authorities (docs/projection.md).
    """

    suits: float = 0.7
    urgent: float = 0.3
    home_slip_months: float = 4.0
    approval_success: float = 0.85
    approval_slip_months: float = 2.0
    price_spread: float = 0.03
    demand_varies: bool = True

    def certain(self) -> "Assumptions":
        """Return the assumptions without any noise but arrivals and fates: what the plan's means are held against."""
        return Assumptions(
            suits=1.0,
            urgent=0.0,
            home_slip_months=0.0,
            approval_success=1.0,
            approval_slip_months=0.0,
            price_spread=0.0,
            demand_varies=False,
        )
