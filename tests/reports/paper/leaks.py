"""Looking for exempt figures in public files, as somebody with time and the files would."""

import base64
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from itertools import combinations

from models.instance import Instance
from models.plan import Plan
from reports.paper.bridge import COMMITMENT_LINES
from reports.paper.document import Cell, Figure, Paper

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_IMAGE = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
_CONTRACTS = ("block", "home", "programme")
MARKET = ("framework", "spot", "direct")
LEAST = 400.0
"""Smaller amounts cannot be told from counts, shares and coordinates."""


_SAID = re.compile(r">([^<>]+)<|\b(?:descr|title|name|alt|aria-label|aria-description|href|Target)=\"([^\"]*)\"")
"""What XML says: text, cells, and attributes that hold words; sizes and places of the layout say nothing."""


def texts(files: Mapping[str, bytes]) -> str:
    """Return everything that is said in files: every part of archives, pictures in pages decoded."""
    return "\n".join(text or word for text, word in _SAID.findall(whole(files)))


def whole(files: Mapping[str, bytes]) -> str:
    """Return files as they are: every part of archives, pictures in pages decoded."""
    found = []
    for name, content in files.items():
        if name.endswith(".html"):
            page = content.decode()
            found.append(_IMAGE.sub("", page))
            found += [base64.b64decode(image).decode() for image in _IMAGE.findall(page)]
            continue
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [part for part in archive.namelist() if not part.endswith((".png", ".jpeg"))]
            found += [archive.read(part).decode("utf-8", "replace") for part in parts]
    return "\n".join(found)


def numbers(text: str) -> set[int]:
    """Return the numbers in a text, rounded to whole."""
    return {round(float(found.replace(",", ""))) for found in _NUMBER.findall(text) if len(found) < 30}


def exempt_figures(instance: Instance, plan: Plan) -> dict[str, float]:
    """Return what no public file may tell: amounts of single contracts and of single offers bought, and prices."""
    found: dict[str, float] = {}
    ours = {(c.kind, c.id) for c in plan.summary.commitments if c.kind in _CONTRACTS}
    for item in plan.summary.commitments:
        if item.kind in _CONTRACTS:
            where = f"{item.kind} {item.id} {item.start}"
            amounts = (item.commitment_gbp, item.guaranteed_gbp, item.maximum_gbp, item.void_gbp or 0.0)
            for i, amount in enumerate(amounts):
                found[f"{where} {i}"] = amount
                found[f"{where} {i} each"] = amount / item.size
    names = {name for _, name in ours}
    market = {offer.offer for offer in instance.offers if offer.route in MARKET}
    for line in plan.ledger:
        contract = line.id in names and (line.line in COMMITMENT_LINES or line.kind == "capital")
        if contract or (line.line == "fees" and line.id in market):
            found[f"{line.line} {line.id} {line.financial_year}"] = abs(line.amount_gbp)
    for row in instance.offer_prices:
        if row.offer in market:
            found[f"price {row.offer} {row.need}"] = row.gbp_per_week
    found |= {f"tier {t.block} {t.beds_from}": t.gbp_per_bed_per_week for t in instance.block_tiers}
    found |= {f"capital {h.home}": h.capital_gbp for h in instance.homes}
    found |= {f"running {h.home}": h.running_gbp_per_year for h in instance.homes}
    return {name: amount for name, amount in found.items() if amount >= LEAST}


def told(exempt: Mapping[str, float], seen: Iterable[int]) -> list[str]:
    """Return the exempt figures whose whole pounds are among numbers seen."""
    known = set(seen)
    return [name for name, amount in exempt.items() if round(amount) in known]


def arithmetic(paper: Paper) -> set[int]:
    """Return every sum and difference of two or three amounts of a column, and of two of a row, in whole pounds."""
    found: set[int] = set()
    for grid in paper.grids:
        for cells in zip(*grid.rows, strict=True):
            amounts = _amounts(cells)
            found |= _pairs(amounts)
            for one, two, three in combinations(amounts, 3):
                found |= {round(abs(one - two - three)), round(abs(two - one - three)), round(abs(three - one - two))}
        for cells in grid.rows:
            found |= _pairs(_amounts(cells))
    return found


def _amounts(cells: Iterable[Cell]) -> list[float]:
    return [c.value for c in cells if isinstance(c, Figure) and c.kind in ("gbp", "pence", "saving")]


def _pairs(amounts: Iterable[float]) -> set[int]:
    return {round(amount) for one, other in combinations(amounts, 2) for amount in (abs(one - other), one + other)}
