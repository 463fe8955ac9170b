"""How far projections miss over the English authorities: ``python -m benchmarks.demand_study FOLDER``.

FOLDER holds the files that `benchmarks/dfe.py` names. Prints the tables of docs/projection.md, and the constants
that `optimiser/projection/widths.py` and `futures.py` carry.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import optimize, stats

from benchmarks.demand_futures import study_futures
from benchmarks.dfe import Authority, march, read
from optimiser.projection.methods import METHODS
from optimiser.projection.record import NotEnoughHistoryError, years_between
from optimiser.projection.widths import LAWS, Law

ORIGINS = range(2015, 2020)
FITTED_FROM = 2017
"""Widths are fitted on origins with at least three counts, which trends need."""
SPLITS = 10
SHARES = (0.8, 0.95)


def misses(authorities: list[Authority]) -> pd.DataFrame:
    """Return a row for each authority, origin, later count and method that could run."""
    return pd.DataFrame(
        row for i, authority in enumerate(authorities) for year in ORIGINS for row in _misses(i, authority, year)
    )


def _misses(i: int, authority: Authority, year: int) -> Iterator[dict[str, object]]:
    known = authority.known_in(year)
    for day, actual in zip(authority.record.days, authority.record.children, strict=True):
        if day <= march(year):
            continue
        years = years_between(march(year), day)
        for method, run in METHODS.items():
            try:
                projected = float(run(known, np.array([years]))[0])
            except NotEnoughHistoryError:
                continue
            yield {
                "authority": i,
                "method": method,
                "origin": year,
                "target": day.year,
                "years": years,
                "children": known.last,
                "unrest": known.unrest,
                "actual": actual,
                "projected": projected,
                "log_error": np.log(actual / projected),
                "share_error": projected / actual - 1.0,
            }


def fit(rows: pd.DataFrame) -> Law:
    """Return the law of the log errors, by maximum likelihood."""
    names = ("years", "children", "unrest", "log_error")
    years, children, unrest, errors = (rows[name].to_numpy(float) for name in names)

    def loss(logs: np.ndarray) -> float:
        law = _law(logs)
        return -float(stats.t.logpdf(errors, law.freedom, scale=law.scale(years, children, unrest)).sum())

    options = {"maxiter": 4000, "maxfev": 4000, "xatol": 1e-4, "fatol": 1e-4}
    tried = [optimize.minimize(loss, start, method="Nelder-Mead", options=options) for start in STARTS]
    return _law(min(tried, key=lambda found: found.fun).x)


STARTS = ([-1.0, -6.0, -4.0, 1.0], [0.0, -5.0, -2.0, 2.0])
"""Logs of chance, drift, unrest, and of the degrees of freedom above 2.2."""


def _law(logs: np.ndarray) -> Law:
    chance, drift, unrest, above = np.exp(np.minimum(logs, 5.0))
    return Law(float(chance), float(drift), float(unrest), 2.2 + float(above))


def _scale(rows: pd.DataFrame, law: Law) -> np.ndarray:
    return law.scale(rows.years.to_numpy(), rows.children.to_numpy(), rows.unrest.to_numpy())


def inside(rows: pd.DataFrame, law: Law, share: float) -> pd.Series:
    """Return whether each count lies in the band of a law."""
    edge = stats.t.ppf(0.5 + share / 2, law.freedom) * _scale(rows, law)
    return rows.log_error.abs() <= edge


def interval_score(rows: pd.DataFrame, law: Law, share: float) -> float:
    """Return the mean interval score (width, and 2 / (1 - share) times what lies outside), as share of the count."""
    edge = stats.t.ppf(0.5 + share / 2, law.freedom) * _scale(rows, law)
    low, high = rows.projected * np.exp(-edge), rows.projected * np.exp(edge)
    outside = (low - rows.actual).clip(lower=0) + (rows.actual - high).clip(lower=0)
    return float(((high - low + 2 / (1 - share) * outside) / rows.actual).mean())


def show_errors(rows: pd.DataFrame) -> None:
    """Print mean absolute errors and biases by origin and target, and the comparison with no change."""
    rows = rows.assign(absolute=rows.share_error.abs())
    for title, column in (("mean absolute error", "absolute"), ("bias, above 0 too many projected", "share_error")):
        table = rows.pivot_table(index=["origin", "target"], columns="method", values=column, aggfunc="mean")
        print(f"\n{title}, % of the count\n{(100 * table).round(1).to_string()}")
    late = rows[rows.origin >= FITTED_FROM]
    each = late.pivot_table(index="authority", columns="method", values="absolute", aggfunc="mean")
    print("\norigins 2017 to 2019, by authority, against no change (Wilcoxon signed ranks)")
    for method in each:
        better, level = (each[method] < each.no_change).mean(), 1.0
        if method != "no_change":
            level = stats.wilcoxon(each[method], each.no_change).pvalue
        print(f"  {method:16} error {each[method].mean():.4f}  better for {better:.0%}  p {level:.4f}")


def show_widths(rows: pd.DataFrame) -> None:
    """Print the law of each method, and its coverage where it was not fitted."""
    late = rows[rows.origin >= FITTED_FROM]
    for method in late.method.unique():
        own = late[late.method == method]
        print(f"\n{method}: {fit(own)}")
        tested = pd.concat(_halves(own))
        told = ", ".join(f"{share:.0%} {tested[f'inside {share}'].mean():.3f}" for share in SHARES)
        ends = tested.groupby("split")["inside 0.8"].mean()
        print(f"  other half of the authorities, {SPLITS} splits both ways: {told}")
        print(f"  80 % in the splits: {ends.min():.3f} to {ends.max():.3f}")
        print(f"  interval score of the 80 % band there: {tested.score.mean():.4f}")
        print(f"  by years ahead: {_by(tested, tested.years.round())}")
        print(f"  by origin and target: {_by(tested, [tested.origin, tested.target])}")
        print(f"  by size: {_by(tested, pd.qcut(tested.children, 3, labels=['small', 'middle', 'large']))}")
        print(f"  by own ups and downs: {_by(tested, _restlessness(tested))}")
        early = fit(own[own.target < 2021])
        last = own[own.target == 2021]
        told = ", ".join(f"{share:.0%} {inside(last, early, share).mean():.3f}" for share in SHARES)
        print(f"  fitted on counts to 2019, tested on 2021: {told}")


def _halves(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    count = rows.authority.max() + 1
    for split in range(SPLITS):
        half = np.random.default_rng(split).permutation(count)[rows.authority] % 2
        for side in (0, 1):
            law, tested = fit(rows[half == side]), rows[half != side]
            covered = {f"inside {share}": inside(tested, law, share) for share in SHARES}
            yield tested.assign(split=split, score=interval_score(tested, law, SHARES[0]), **covered)


def _restlessness(tested: pd.DataFrame) -> pd.Series:
    """Return quarters by an authority's past yearly changes over what authorities of its size have."""
    own = np.sqrt(tested.unrest) / np.sqrt(LAWS["no_change"].drift + LAWS["no_change"].chance / tested.children)
    return pd.qcut(own, 4, labels=["quietest", "second", "third", "most restless"])


def _by(tested: pd.DataFrame, key: object) -> str:
    means = tested.groupby(key, observed=True)["inside 0.8"].mean()
    return ", ".join(
        f"{name if not isinstance(name, float) else int(name)}: {mean:.2f}" for name, mean in means.items()
    )


def main(folder: Path) -> None:
    """Print the whole study."""
    authorities, small = read(folder)
    lost = [a.name for a in authorities if a.record.origin < march(2021)]
    print(f"{len(authorities)} authorities; left out as too small: {', '.join(small)}")
    print(f"no count of 2021 within the same borders: {', '.join(lost)}")
    rows = misses(authorities)
    print(f"mean unrest where there are two counts: {rows[rows.origin > 2015].unrest.mean():.4f}")
    show_errors(rows)
    show_widths(rows)
    study_futures(authorities)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
