"""Checks of several authorities: names that are known, cohorts that stay in theirs, offers shared between them."""

import math
from collections import defaultdict
from collections.abc import Iterator

from instances.convert import suggestion
from instances.draft import Draft
from models.faults import Fault
from models.fields import Row
from models.instance import Authority
from models.tables import (
    AuthorityRow,
    Block,
    Budget,
    Cohort,
    FixedLine,
    Fostering,
    Home,
    Income,
    Offer,
    OfferShare,
    Policy,
    Programme,
    Transition,
)

_NAMING: tuple[type[Row], ...] = (Cohort, Offer, OfferShare, Programme, FixedLine, Budget, Income, Policy)
_TOLERANCE = 1e-9


def known_authorities(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each row that names an authority that nobody knows."""
    own, others = draft.section("authority", Authority), draft.known(AuthorityRow, "authority")
    if own is None or others is None:
        return
    known = sorted({own.id, *map(str, others)})
    for model in _NAMING:
        for line in draft.lines(model):
            name = line.values.get("authority")
            if name is not None and name not in known:
                hint = suggestion(str(name), known)
                text = f"the authority of the settings, {own.id}, or one of the table authorities{hint}"
                yield draft.fault(model, text, line.number, "authority", name)


def authorities_with_cohorts(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each authority of the table without a cohort: nothing would be planned for it."""
    own = draft.section("authority", Authority)
    if own is None or not draft.whole(Cohort):
        return
    named = {cohort.authority for cohort in draft.rows(Cohort)}
    for line, row in draft.sound(AuthorityRow):
        if row.authority not in named and row.authority != own.id:
            text = "an authority that a row of the table cohorts names; without cohorts nothing is planned for it"
            yield draft.fault(AuthorityRow, text, line, "authority", row.authority)


def transitions_stay(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each transition from one authority to another."""
    own = draft.section("authority", Authority)
    if own is None:
        return
    authority = {cohort.cohort: cohort.authority or own.id for cohort in draft.rows(Cohort)}
    for line, row in draft.sound(Transition):
        here, there = authority.get(row.cohort), authority.get(row.to_cohort)
        if here is not None and there is not None and here != there:
            text = f"a cohort of {here}, the authority of {row.cohort}; this is one of {there}"
            yield draft.fault(Transition, text, line, "to_cohort", row.to_cohort)


def shared_offers(draft: Draft) -> Iterator[Fault]:
    """Yield faults of shares: of offers that nobody supplies, that have one authority, that do not add to 1."""
    supplied = [draft.known(model, "offer") for model in (Block, Home, Fostering)]
    names = frozenset().union(*(found for found in supplied if found is not None))
    offers = {offer.offer: (line, offer) for line, offer in draft.sound(Offer)}
    sums: dict[str, float] = defaultdict(float)
    last: dict[str, tuple[int, float]] = {}
    for line, row in draft.sound(OfferShare):
        sums[row.offer] += row.share
        last[row.offer] = (line, row.share)
        if None not in supplied and row.offer in offers and row.offer not in names:
            text = "an offer that a block, own home or fostering service supplies"
            yield draft.fault(OfferShare, text, line, "offer", row.offer)
    for name in sums:
        if name in offers and offers[name][1].authority is not None:
            text = "blank: the table offer_shares says who uses this offer"
            yield draft.fault(Offer, text, offers[name][0], "authority", offers[name][1].authority)
    if draft.whole(OfferShare):
        yield from _sums(draft, sums, last)


def _sums(draft: Draft, sums: dict[str, float], last: dict[str, tuple[int, float]]) -> Iterator[Fault]:
    for name, total in sums.items():
        if not math.isclose(total, 1.0, rel_tol=0.0, abs_tol=_TOLERANCE):
            line, share = last[name]
            text = f"shares of an offer that add to 1; those of {name} add to {total:.6g}"
            yield draft.fault(OfferShare, text, line, "share", share)
