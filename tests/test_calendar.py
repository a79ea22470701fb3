"""Financial years and their periods: which days they hold, how they count, how they are read."""

import pickle
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pctfinance.calendar import FinancialYear, Period
from pctfinance.codes import CODES
from pctfinance.errors import PeriodError, UsageError, Where

HERE = Where(file="actuals.csv", row=7, column="period")
Y2011 = FinancialYear("2011-12")
days = st.dates(date(1901, 4, 1), date(2199, 3, 31))
years = days.map(FinancialYear.of)
periods = days.map(Period.of)


def test_a_year_runs_from_april_to_march() -> None:
    """2011-12 is 1 April 2011 to 31 March 2012, a leap year's February included."""
    assert (Y2011.start, Y2011.end) == (date(2011, 4, 1), date(2012, 3, 31))
    assert (Y2011.end - Y2011.start).days + 1 == 366
    assert (Y2011.previous, Y2011.next) == (FinancialYear("2010-11"), FinancialYear("2012-13"))


def test_a_year_over_the_turn_of_the_century() -> None:
    """1999-00 is a year, and so is 2099-00."""
    assert FinancialYear("1999-00").next == FinancialYear("2000-01")
    assert FinancialYear("2099-00").start == date(2099, 4, 1)


@pytest.mark.parametrize(
    ("number", "name", "start", "end"),
    [
        (1, "April 2011", date(2011, 4, 1), date(2011, 4, 30)),
        (6, "September 2011", date(2011, 9, 1), date(2011, 9, 30)),
        (8, "November 2011", date(2011, 11, 1), date(2011, 11, 30)),
        (9, "December 2011", date(2011, 12, 1), date(2011, 12, 31)),
        (10, "January 2012", date(2012, 1, 1), date(2012, 1, 31)),
        (11, "February 2012", date(2012, 2, 1), date(2012, 2, 29)),
        (12, "March 2012", date(2012, 3, 1), date(2012, 3, 31)),
    ],
)
def test_month_1_is_april(number: int, name: str, start: date, end: date) -> None:
    """The months of 2011-12, by number, name and days."""
    period = Y2011.period(number)
    assert (period.year, period.number, period.name) == (Y2011, number, name)
    assert (period.start, period.end) == (start, end)


def test_the_written_forms() -> None:
    """A year and a period are written in one way, and are themselves by it."""
    assert (str(Y2011), repr(Y2011)) == ("2011-12", "FinancialYear('2011-12')")
    period = Period("2011-12 M06")
    assert (str(period), repr(period)) == ("2011-12 M06", "Period('2011-12 M06')")
    assert {Y2011: 1, period: 2}[Period("2011-12 M06")] == 2
    assert pickle.loads(pickle.dumps((Y2011, period))) == (Y2011, period)  # noqa: S301  # our own


@pytest.mark.parametrize(
    "text", ["2011/12", "2011-13", "2011-2012", "11-12", "2011", "", " 2011-12"]
)
def test_a_year_is_built_from_its_one_form(text: str) -> None:
    """The constructor does not interpret; `parse` does."""
    with pytest.raises(PeriodError, match="is not a financial year"):
        FinancialYear(text)


@pytest.mark.parametrize("text", ["2011-12 M6", "2011-12 M13", "2011-12 M00", "2011-13 M06", "M06"])
def test_a_period_is_built_from_its_one_form(text: str) -> None:
    """The constructor does not interpret; `parse` does."""
    with pytest.raises(PeriodError, match="is not a period"):
        Period(text)


@pytest.mark.parametrize("number", [0, 13, -1])
def test_a_year_has_twelve_periods(number: int) -> None:
    """There is no month 0 and no month 13."""
    assert len(Y2011.periods) == 12
    with pytest.raises(PeriodError, match="names a month that no year has"):
        Y2011.period(number)


def test_counting_months() -> None:
    """Months count across years, forwards and back."""
    march = Period("2011-12 M12")
    assert march.next == march + 1 == Period("2012-13 M01")
    assert march.previous == march - 1 == Period("2011-12 M11")
    assert Period("2012-13 M01") - Period("2011-12 M01") == 12
    assert Period("2011-12 M01") - Period("2011-12 M03") == -2


def test_the_year_to_date() -> None:
    """Month 3's year to date is months 1 to 3 of its own year."""
    assert Period("2011-12 M03").to_date == tuple(Y2011.period(n) for n in (1, 2, 3))
    assert Y2011.period(12).to_date == Y2011.periods


def test_a_range_includes_both_ends() -> None:
    """From a month to itself is one month; backwards is a slip and is refused."""
    march = Period("2011-12 M12")
    assert Period.range(march, march) == (march,)
    assert Period.range(Y2011.period(1), march) == Y2011.periods
    with pytest.raises(UsageError, match="there are no periods from"):
        Period.range(march, Y2011.period(1))


def test_days_at_the_edges() -> None:
    """31 March 2012 is in the year and its last month, 1 April 2012 is in neither."""
    march = Period("2011-12 M12")
    assert date(2012, 3, 31) in Y2011
    assert date(2012, 3, 31) in march
    assert date(2012, 4, 1) not in Y2011
    assert date(2012, 4, 1) not in march
    assert date(1850, 3, 1) not in march
    assert march.contains(datetime(2012, 3, 31, 23, 59))  # noqa: DTZ001  # as a workbook gives it


@pytest.mark.parametrize(
    "text",
    [
        "2011-12",
        " 2011-12 ",
        "2011/12",
        "2011/2012",
        "2011-2012",
        "2011–12",
        "2011 / 12",
        "11/12",
        "11-12",
        "FY2011-12",
        "FY 2011/12",
        "fy11/12",
    ],
)
def test_years_as_people_write_them(text: str) -> None:
    """All of these are 2011-12."""
    assert FinancialYear.parse(text) == Y2011


def test_short_years_begin_in_1948() -> None:
    """Two digits are the NHS's own century: 48/49 is 1948-49, 47/48 is 2047-48."""
    assert FinancialYear.parse("48/49") == FinancialYear("1948-49")
    assert FinancialYear.parse("47/48") == FinancialYear("2047-48")
    assert FinancialYear.parse("99/00") == FinancialYear("1999-00")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2011",
        "2011-13",
        "2011/11",
        "2011-2013",
        "12/11",
        "11/2012",
        "2011-1",
        "201112",
        "FY12",
        "2011-12 M06",
        "1066-67",
        "2999-00",
        "٢٠١١-١٢",
        "next year",
    ],
)
def test_what_is_no_year(text: str) -> None:
    """One year, two that do not follow each other, or no year at all: the error quotes the text."""
    with pytest.raises(PeriodError) as caught:
        FinancialYear.parse(text, HERE)
    (finding,) = caught.value.findings
    assert (finding.code, finding.where) == ("period.unreadable", HERE)
    assert f"'{text}'" in finding.message
    assert finding.hint == "write it like 2011-12"


@pytest.mark.parametrize(
    "text",
    [
        "2011-12 M06",
        "2011-12 M6",
        "2011-12 m6",
        "2011-12M06",
        "2011/12 month 6",
        "2011/12, Month 06",
        "2011-2012 period 6",
        "FY 2011/12 P6",
        "11/12 M6",
        "M6 2011-12",
        "M06 2011/12",
        "Month 6 - 2011/12",
        "Sep-11",
        "Sep 11",
        "sep-2011",
        "SEPT 2011",
        "Sept. 2011",
        "Sep'11",
        "Sep11",
        "September 2011",
        "September, 2011",
        "  September   2011  ",
        "September 2011-12",
        "September 2011/12",
        "2011-09",
    ],
)
def test_periods_as_people_write_them(text: str) -> None:
    """All of these are month 6 of 2011-12, whichever year the context would suggest."""
    assert Period.parse(text) == Period("2011-12 M06")
    assert Period.parse(text, FinancialYear("2012-13")) == Period("2011-12 M06")


@pytest.mark.parametrize("text", ["Jan-12", "January 2011/12", "2012-01", "M10 2011-12"])
def test_a_january_belongs_to_the_year_before(text: str) -> None:
    """January 2012 is month 10 of 2011-12."""
    assert Period.parse(text) == Period("2011-12 M10")


@pytest.mark.parametrize(
    "text", ["M6", "M06", "m6", "P6", "p06", "month 6", "6", "06", "Sept", "September"]
)
def test_a_month_without_its_year(text: str) -> None:
    """It is read where a year is given, and is a finding of its own where none is."""
    assert Period.parse(text, Y2011) == Period("2011-12 M06")
    with pytest.raises(PeriodError) as caught:
        Period.parse(text, where=HERE)
    (finding,) = caught.value.findings
    assert (finding.code, finding.where) == ("period.no-year", HERE)
    assert finding.message == f"'{text}' does not say of which year"


def test_a_year_alone_is_no_month() -> None:
    """2011-12 is a financial year and could be December 2011: it is not guessed at."""
    for text in ("2011-12", "2009-10", "2012-13", "2011/12"):
        with pytest.raises(PeriodError, match="is a financial year and names no month of it"):
            Period.parse(text, Y2011)
    assert Period.parse("2011-11") == Period("2011-12 M08")
    assert Period.parse("2012-12") == Period("2012-13 M09")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "M13",
        "M0",
        "2011-12 M13",
        "month 13 2011-12",
        "13",
        "0",
        "123",
        "2011",
        "2011-13 M06",
        "M6 2011",
        "2011-13",
        "2011-00",
        "2011/09",
        "11-Sep",
        "30 September 2011",
        "2011-09-30",
        "09/2011",
        "Septembre 2011",
        "Sep-2300",
        "Q2 2011-12",
        "6.0",
        "-6",
        "²",
        "M٦",
    ],
)
def test_what_is_no_period(text: str) -> None:
    """The error quotes the text, says where it stands and what to write, with a year or without."""
    for year in (None, Y2011):
        with pytest.raises(PeriodError) as caught:
            Period.parse(text, year, HERE)
        (finding,) = caught.value.findings
        assert (finding.code, finding.where) == ("period.unreadable", HERE)
        assert finding.code in CODES
        assert f"'{text}'" in finding.message
        assert finding.hint == "write it like 2011-12 M08; M01 is April, M12 is March"


def test_a_refusal_reads_well() -> None:
    """Where, what, and how to write it."""
    with pytest.raises(PeriodError) as caught:
        Period.parse("2011-12 M13", where=HERE)
    assert str(caught.value) == (
        "actuals.csv, row 7, column period: '2011-12 M13' names a month that no year has"
        " -> write it like 2011-12 M08; M01 is April, M12 is March [period.unreadable]"
    )


@given(day=days)
def test_every_day_lies_in_its_period_and_year(day: date) -> None:
    """From a day to its month and year, and back to their days."""
    period, year = Period.of(day), FinancialYear.of(day)
    assert period.start <= day <= period.end
    assert year.start <= day <= year.end
    assert day in period
    assert day in year
    assert period in year.periods
    assert period.year == year
    assert period.name == f"{day:%B} {day.year}"


@given(a=days, b=days)
def test_order_agrees_with_the_calendar(a: date, b: date) -> None:
    """Periods and years sort as their days do; months apart is what the calendar says."""
    first, second = Period.of(a), Period.of(b)
    assert (first < second) == (first.start < second.start)
    assert (first.year < second.year) == (first.year.start < second.year.start)
    assert second - first == (b.year - a.year) * 12 + b.month - a.month


@given(period=periods, months=st.integers(-20, 20))
def test_adding_and_taking_away_agree(period: Period, months: int) -> None:
    """n months on and n months back is where one began, wherever the calendar reaches."""
    with suppress(PeriodError):
        later = period + months
        assert later - period == months
        assert later - months == period


@given(period=periods)
def test_neighbours_meet_without_a_gap(period: Period) -> None:
    """The day after the last is the first of the next."""
    following = period + 1
    assert following.start.toordinal() == period.end.toordinal() + 1
    assert following.previous == period


@given(period=periods)
def test_every_form_of_a_period_reads_back(period: Period) -> None:
    """Written form, name, short name, and its parts each way round are the period."""
    year, number = str(period.year), period.number
    forms = (
        str(period),
        period.name,
        f"M{number} {year}",
        f"{year.replace('-', '/')} month {number}",
    )
    assert {Period.parse(form) for form in forms} == {period}
    assert Period.parse(f"M{number}", period.year) == period


@given(period=periods)
def test_iso_months_read_back_or_are_financial_years(period: Period) -> None:
    """year-month is the period, save where it looks like a financial year."""
    text = f"{period.start:%Y-%m}"
    try:
        FinancialYear(text)
    except PeriodError:
        assert Period.parse(text) == period
    else:
        with pytest.raises(PeriodError, match="financial year"):
            Period.parse(text)


@given(year=years)
def test_years_read_back(year: FinancialYear) -> None:
    """Both written forms of every year are the year; it has twelve periods in order."""
    first = year.start.year
    assert FinancialYear.parse(str(year)) == FinancialYear.parse(f"{first}/{first + 1}") == year
    assert Period.range(year.period(1), year.period(12)) == year.periods
    assert (year.periods[0].start, year.periods[-1].end) == (year.start, year.end)


@given(text=st.text(max_size=20) | st.text(alphabet="0123456789 -/MmpFYsep.", max_size=14))
def test_any_text_is_a_period_or_refused(text: str) -> None:
    """Nothing but a refusal ever comes out of a bad text."""
    with suppress(PeriodError):
        period = Period.parse(text, Y2011)
        assert Period(str(period)) == period
    with suppress(PeriodError):
        year = FinancialYear.parse(text)
        assert FinancialYear(str(year)) == year
