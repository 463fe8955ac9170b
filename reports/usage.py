"""What a plan would use of an instance: paths, horizon, people, supply, choices, policies in force."""

from collections.abc import Iterable, Iterator

from models.instance import Instance
from reports.table import Table, percent
from reports.words import words


def in_use_table(instance: Instance, demand: str | None, prices: str | None) -> Table:
    """Return what a solve would use, a line for each subject that the instance has.

    Args:
        instance: a sound instance.
        demand: demand path asked for, None for the instance's default.
        prices: price path asked for, None for the instance's default.
    """
    defaults = instance.settings.defaults
    rows = [
        ["horizon", _horizon(instance)],
        ["demand path", demand or defaults.demand],
        ["price path", f"{prices or defaults.prices}, prices of {instance.settings.money.price_base}"],
    ]
    subjects = (_people(instance), _supply(instance), _choices(instance), _policies(instance))
    rows += [[name, text] for found in subjects for name, text in found if text]
    return Table("What a plan would use", ["subject", "in use"], rows, left=frozenset({0, 1}))


def _horizon(instance: Instance) -> str:
    calendar = instance.calendar
    years = [str(year) for year in calendar.years]
    span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
    quarters = sum(period.reported and len(period) > 1 for period in calendar.periods)
    every = calendar.decision_every_months
    return (
        f"{span}: {_count(calendar.monthly_periods, 'month')}, then {_count(quarters, 'quarter')}; "
        f"decisions every {_count(every, 'month')}"
    )


def _people(instance: Instance) -> Iterator[tuple[str, str]]:
    names = instance.authority_names
    if len(names) > 1:
        yield "authorities", ", ".join(names.values())
    skills = sorted({cohort.skill for cohort in instance.cohorts if cohort.skill is not None})
    groups = sum(cohort.group_size > 1 for cohort in instance.cohorts)
    alone = sum(cohort.solo == "yes" for cohort in instance.cohorts)
    parts = [
        str(len(instance.cohorts)),
        *([f"{groups} of sibling groups"] if groups else []),
        *([f"{alone} of children who live alone"] if alone else []),
        *([f"skills asked for: {', '.join(map(words, skills))}"] if skills else []),
    ]
    yield "cohorts", "; ".join(parts)


def _supply(instance: Instance) -> Iterator[tuple[str, str]]:
    accepted = instance.settings.quality.accepted_grades
    offers = [offer for offer in instance.offers if offer.provision != "gap"]
    open_to_new = sum(offer.grade in accepted for offer in offers)
    yield "offers", f"{len(offers)}, of which {open_to_new} take new placements by their grade"
    ending = [offer for offer in offers if offer.live_to is not None]
    yield "offers that end", _listed(f"{words(o.offer)} ({o.live_to:%d %b %Y})" for o in ending)
    parts = (f"{words(c.offer)} ({percent(c.closing_share, 0)}, {c.month:%b %Y})" for c in instance.closures)
    yield "parts that close", _listed(parts)
    yield "shared offers", _listed(dict.fromkeys(words(share.offer) for share in instance.offer_shares))
    running = [block for block in instance.blocks if block.beds_today is not None]
    yield "blocks running", _listed(f"{words(b.block)} ({_count(b.beds_today or 0, 'bed')})" for b in running)
    yield "own homes open", _listed(f"{words(h.home)} ({h.homes_today})" for h in instance.homes if h.homes_today)


def _choices(instance: Instance) -> Iterator[tuple[str, str]]:
    blocks = [block for block in instance.blocks if block.beds_today is None]
    yield "blocks to choose from", _listed(words(block.block) for block in blocks)
    homes = [home for home in instance.homes if home.max_homes]
    yield "homes to choose from", _listed(f"{words(home.home)} (at most {home.max_homes})" for home in homes)
    yield (
        "recruitment",
        _listed(
            f"{words(service.service)} (at most {service.approvals_per_year_max} households a year)"
            for service in instance.fostering
        ),
    )
    yield "programmes to choose from", _listed(words(programme.programme) for programme in instance.programmes)
    yield "step-down pathways", _listed(dict.fromkeys(words(row.pathway) for row in instance.step_downs))


def _policies(instance: Instance) -> Iterator[tuple[str, str]]:
    for strength in ("hard", "soft", "off"):
        names = dict.fromkeys(words(row.policy) for row in instance.policies if row.strength == strength)
        yield f"policies that are {strength}", _listed(names)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
