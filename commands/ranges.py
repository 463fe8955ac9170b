"""Ranges of numbers as a command takes them: sizes `0:12`, levels `0.55:0.75:0.05`, lists `0.85,0.9,1`, months."""

import datetime as dt
import math
from typing import Any

import click

MOST = 1000
"""Numbers at most in one range."""


class Beds(click.ParamType[tuple[int, ...]]):
    """Numbers of beds: `a:b`, both included, `a:b:step`, or a list `a,b,c`."""

    name = "beds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """Return the numbers in ascending order, each once."""
        found = Numbers().convert(value, param, ctx)
        if any(number != round(number) or not 0 <= number < MOST for number in found):
            self.fail(f"{value!r} is not whole beds from 0, such as 0:12.", param, ctx)
        return tuple(sorted({round(number) for number in found}))


class Numbers(click.ParamType[tuple[float, ...]]):
    """Numbers: `a:b:step`, both ends included, `a:b` in steps of 1, or a list `a,b,c`."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """Return the numbers in the order given."""
        text = str(value)
        try:
            parts = [float(part) for part in text.split(":" if ":" in text else ",")]
        except ValueError:
            parts = []
        if not parts or not all(map(math.isfinite, parts)):
            self.fail(f"{text!r} is not numbers like a:b:step or a,b,c.", param, ctx)
        if ":" not in text:
            return tuple(dict.fromkeys(parts))
        if len(parts) > 3 or (len(parts) == 3 and parts[2] <= 0.0) or parts[1] < parts[0]:
            self.fail(f"{text!r} is not a range a:b:step with a at most b and a step above 0.", param, ctx)
        return self._range(text, *parts, param=param, ctx=ctx)

    def _range(
        self,
        text: str,
        first: float,
        last: float,
        step: float = 1.0,
        *,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[float, ...]:
        # A last number that binary fractions put a hair beyond the end is still included.
        steps = (last - first) / step + 1e-9
        if steps >= MOST:
            self.fail(f"{text!r} is more than {MOST:,} numbers.", param, ctx)
        return tuple(round(first + i * step, 10) for i in range(int(steps) + 1))


class MonthStart(click.ParamType[dt.date]):
    """A month, `2023-01`; the first day of the month may be written out."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Return the first day of the month."""
        if isinstance(value, dt.date):
            return value
        try:
            found = dt.date.fromisoformat(value if value.count("-") == 2 else f"{value}-01")
        except ValueError:
            self.fail(f"{value!r} is not a month such as 2023-01.", param, ctx)
        if found.day != 1:
            self.fail(f"{value!r} is not the first day of a month.", param, ctx)
        return found
