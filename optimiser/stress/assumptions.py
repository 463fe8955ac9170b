"""What the stress test assumes beside the instance; each with its basis."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Assumptions:
    """Chances and spreads of the stress test.

    Attributes:
        suits: chance that one vacant bed suits a child who needs one. Assumed: homes in England stand at 80 to 85 %
            and turn children away for those already there.
        urgent: share of placements found on the same day, which go first and may take emergency beds. Assumed.
        dispersion: variance of the arrivals of a month over their mean, beside the spread of the level. Assumed:
            families come in groups and referrals in runs.
        home_slip_months: mean delay of a new home beyond what the plan allows for (geometric). Councils' reports of
            2022 to 2025: delays from none to two years.
        approval_success: chance that a household to be recruited is approved. Ofsted: one in fifteen enquiries is;
            of assessments begun about five in six are assumed to end in approval.
        approval_slip_months: mean delay of an approval (geometric). Assumed.
        price_spread: standard deviation of a year's price rise about its path, by share. National Audit Office: rises
            of residential prices between 4 and 12 % a year.
        level_spread: standard deviation of the logarithm of the level of arrivals, the same throughout a future.
        trend_spread: standard deviation of the yearly drift of that logarithm. Both: councils' projections have been
            wrong by a quarter within three years.
    """

    suits: float = 0.7
    urgent: float = 0.3
    dispersion: float = 1.4
    home_slip_months: float = 4.0
    approval_success: float = 0.85
    approval_slip_months: float = 2.0
    price_spread: float = 0.03
    level_spread: float = 0.10
    trend_spread: float = 0.10

    def certain(self) -> "Assumptions":
        """Return the assumptions without any noise but arrivals and fates: what the plan's means are held against."""
        return Assumptions(
            suits=1.0,
            urgent=0.0,
            dispersion=1.0,
            home_slip_months=0.0,
            approval_success=1.0,
            approval_slip_months=0.0,
            price_spread=0.0,
            level_spread=0.0,
            trend_spread=0.0,
        )
