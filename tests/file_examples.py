"""A small file of each kind that a book is told something by, as CSV and as a workbook of the same rows."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook

from pctfinance.tables.file_schemas import FILES
from pctfinance.tables.model import Column, Kind

__all__ = ["TEXTS", "as_csv", "as_sheet", "native", "rows_of"]

TEXTS = MappingProxyType(
    {
        "journals": (
            "number,line,body,period,purpose,account,limit,category,debit,credit,reversing\n"
            "J1,1,5A9,2011-12 M08,accrual,52110,revenue,acute,1234.56,,no\n"
            "J1,2,5A9,2011-12 M08,accrual,81000,balance sheet,,,1234.56,no\n"
        ),
        "contracts": (
            "body,contract,provider,provider_name,shares,line,name,activity,m04,m10,price,baseline,reference\n"
            "5A9,C1,RX,Provider X,5A9=3/4; 5K7=1/4,NEL,Non-elective,12,,,200,2400,contract 2011\n"
            "5A9,C1,RX,Provider X,5A9=3/4; 5K7=1/4,OP,Outpatients,,100,60,80.50,,contract 2011\n"
        ),
        "activity": (
            "body,contract,period,line,commissioner,activity,billed\n"
            "5A9,C1,2011-12 M06,NEL,5A9,6,1200\n"
            "5A9,C1,2011-12 M06,NEL,5K7,2,\n"
        ),
        "schemes": (
            "body,scheme,name,category,delegate,recurrence,m04,m09,full_year,reference\n"
            "5A9,Q1,Generics,prescribing,07M,recurrent,10,20.50,60,plan 2011\n"
            "5E1,Q2,Stock,prescribing,,non-recurrent,5,,,plan 2011\n"
        ),
        "savings": ("body,scheme,period,saved,forecast,rating\n5A9,Q1,2011-12 M08,8,25.25,amber\n"),
        "bills": (
            "body,period,sector,number,amount,number_in_time,amount_in_time,to_date\n"
            "5A9,2011-12 M08,nhs,20,400,19,380,no\n5A9,2011-12 M08,non-nhs,1000,90.10,9,90,no\n"
        ),
        "drawings": (
            "body,date,amount,reference\n"
            "5A9,2011-04-01,45000000,HAFS-10475\n5A9,2011-11-30,0,HAFS-10476\n"
        ),
        "headings": (
            "account,section,heading\n"
            "12*,current-assets,Trade and other receivables\n0451,taxpayers-equity,General fund\n"
        ),
        "risks": (
            "body,name,amount,probability,group\n"
            "5A9,winter,-3000000,40,\n5K7,a claim,-20000.01,7,claims\n"
        ),
        "decisions": (
            "body,item,decision,amount,year,reference,reason\n"
            "5A9,held/headroom,lapse,1200.50,,,spent elsewhere\n"
            "5A9,lodged/surplus,return-expected,300,2012-13,letter 7,agreed with the SHA\n"
        ),
        "assignments": (
            "account,item,receiver,name,provision\n"
            "24*,,07M,NHS Barnet CCG,yes\n,held/headroom,Q36,London SHA,no\n"
        ),
        "groups": (
            "group,name,kind,parent,body,from,to\n"
            "NCL-N,North of the cluster,sub-cluster,NCL,5A9,,\nNCL-N,,,NCL,5C1,,2011-09-30\n"
        ),
    }
)
"""By the name of the table; invented figures. In months 4 and 10 a contract has 100 and 60 units."""


def rows_of(name: str) -> list[list[str]]:
    """The rows of a file, its headings first."""
    return list(csv.reader(io.StringIO(TEXTS[name])))


def native(name: str) -> list[list[Any]]:
    """The same rows as a person types them into Excel: numbers and dates, and codes as text."""
    headings, *rows = rows_of(name)
    columns = [FILES[name].column(heading) for heading in headings]
    typed = [[_typed(*pair) for pair in zip(row, columns, strict=True)] for row in rows]
    return [headings, *typed]


def _typed(text: str, column: Column) -> Any:
    if not text:
        return None
    if column.kind is Kind.DATE:
        return date.fromisoformat(text)
    return Decimal(text) if column.kind is Kind.MONEY or column.counts else text


def as_csv(folder: Path, name: str, text: str = "") -> Path:
    """The file as CSV."""
    path = folder / f"{name}.csv"
    path.write_text(text or TEXTS[name], encoding="utf-8")
    return path


def as_sheet(
    folder: Path, name: str, rows: Sequence[Sequence[Any]] = (), title: str = ""
) -> tuple[Workbook, Path]:
    """The file as a workbook of one sheet, saved; change it and save it again."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title or name
    for row in rows or native(name):
        sheet.append(list(row))
    path = folder / f"{name}.xlsx"
    book.save(path)
    return book, path
