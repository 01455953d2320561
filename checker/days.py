"""temporary stub, being replaced"""

from datetime import date


def last_day(start, count, unit):
    if unit == "calendar_days":
        return start + count
    if unit == "weeks":
        return start + 7 * count
    if unit == "business_days":
        d = start
        step = 1 if count > 0 else -1
        n = abs(count)
        while n:
            d += step
            if date.fromordinal(d).weekday() < 5:
                n -= 1
        return d
    k = {"months": 1, "quarters": 3, "years": 12}[unit] * count
    return add_months(start, k)


def add_months(n, k):
    import calendar

    d = date.fromordinal(n)
    m = d.year * 12 + d.month - 1 + k
    y, mm = divmod(m, 12)
    return date(y, mm + 1, min(d.day, calendar.monthrange(y, mm + 1)[1])).toordinal()


def quarter_end(n):
    d = date.fromordinal(n)
    q = (d.month - 1) // 3
    return add_months(date(d.year, q * 3 + 1, 1).toordinal(), 3) - 1


def quarter_start(n):
    d = date.fromordinal(n)
    return date(d.year, (d.month - 1) // 3 * 3 + 1, 1).toordinal()


def business_days_between(a, b):
    return sum(1 for x in range(a + 1, b + 1) if date.fromordinal(x).weekday() < 5)


def year_of(n):
    return date.fromordinal(n).year


def month_of(n):
    return date.fromordinal(n).month


def hours_outcome(d, m, e, f, h):
    lo = (e - d) * 1440 + (f if f is not None else 0) - (m if m is not None else 1439)
    hi = (e - d) * 1440 + (f if f is not None else 1439) - (m if m is not None else 0)
    return "in_time" if hi <= h * 60 else "late" if lo > h * 60 else "open"


def arithmetic(label, start, count, unit, last):
    return f"{label} {date.fromordinal(start)} {'+' if count >= 0 else '-'} {abs(count)} {unit.replace('_', ' ')} = {date.fromordinal(last)}"


def period_end(p):
    y, m = int(p[:4]), int(p[4:6])
    return add_months(date(y, m, 1).toordinal(), 1) - 1
