"""Functions that rules may call: exact arithmetic on days and money.

In:  symbols of the solver. Out: symbols. Days are day numbers, amounts strings
of dollars; see `docs/writing-norms.md` for the list.
"""

from __future__ import annotations

from datetime import date

from clingo import Function, Number, String, Symbol, SymbolType

from checker import days, money

_MILLION = 100_000_000  # cents


class Functions:
    """The context of grounding: each method is an @-function of that name."""

    def last_day(self, start: Symbol, count: Symbol, unit: Symbol) -> Symbol:
        """Day on which a term of `count` units counted from `start` ends."""
        return Number(days.last_day(start.number, count.number, unit.name))

    def day_after_hours(self, start: Symbol, hours: Symbol) -> Symbol:
        """Last day on which a term in hours may still end."""
        return Number(start.number + -(-hours.number // 24))

    def hours_outcome(
        self, start: Symbol, minute: Symbol, end: Symbol, at: Symbol, hours: Symbol
    ) -> Symbol:
        """in_time, late or open, for consecutive hours."""
        outcome = days.hours_outcome(
            start.number, _minute(minute), end.number, _minute(at), hours.number
        )
        return Function(outcome)

    def business_days(self, start: Symbol, end: Symbol) -> Symbol:
        """Business days after `start` up to and including `end`."""
        return Number(days.business_days_between(start.number, end.number))

    def quarter_end(self, day: Symbol) -> Symbol:
        """Last day of the calendar quarter."""
        return Number(days.quarter_end(day.number))

    def quarter_start(self, day: Symbol) -> Symbol:
        """First day of the calendar quarter."""
        return Number(days.quarter_start(day.number))

    def add_months(self, day: Symbol, count: Symbol) -> Symbol:
        """The same day of another month, or its last."""
        return Number(days.add_months(day.number, count.number))

    def year(self, day: Symbol) -> Symbol:
        """Calendar year of a day."""
        return Number(days.year_of(day.number))

    def month(self, day: Symbol) -> Symbol:
        """Calendar month of a day."""
        return Number(days.month_of(day.number))

    def day(self, text: Symbol) -> Symbol:
        """Day number of an ISO date."""
        return Number(date.fromisoformat(text.string).toordinal())

    def period_end(self, period: Symbol) -> list[Symbol]:
        """Last day of a period written YYYYMM; nothing for another text.

        An unknown period is no text at all.
        """
        if period.type != SymbolType.String:
            return []
        found = days.period_end(period.string)
        return [] if found is None else [Number(found)]

    def earlier(self, one: Symbol, other: Symbol) -> Symbol:
        """The earlier of two days."""
        return min(one, other)

    def later(self, one: Symbol, other: Symbol) -> Symbol:
        """The later of two days."""
        return max(one, other)

    def compare(self, left: Symbol, right: Symbol) -> Symbol:
        """less, equal or more, exactly."""
        outcome = money.compare(left.string, right.string)
        return Function(("equal", "more", "less")[outcome])

    def difference(self, left: Symbol, right: Symbol) -> Symbol:
        """`left` minus `right`; unknown if either is."""
        if SymbolType.Function in (left.type, right.type):
            return Function("unknown")
        cents = money.parse_money(left.string) - money.parse_money(right.string)
        return String(money.plain(cents))

    def millions(self, amount: Symbol) -> Symbol:
        """Whole millions of dollars in an amount."""
        return Number(money.parse_money(amount.string) // _MILLION)

    def dollars(self, amount: Symbol) -> Symbol:
        """Dollars beyond whole millions."""
        return Number(money.parse_money(amount.string) % _MILLION // 100)

    def cents(self, amount: Symbol) -> Symbol:
        """Cents beyond whole dollars."""
        return Number(money.parse_money(amount.string) % 100)

    def amount(self, millions: Symbol, dollars: Symbol, cents: Symbol) -> Symbol:
        """The amount made of the three sums."""
        total = millions.number * _MILLION + dollars.number * 100 + cents.number
        return String(money.plain(total))


def _minute(symbol: Symbol) -> int | None:
    return symbol.number if symbol.type == SymbolType.Number else None
