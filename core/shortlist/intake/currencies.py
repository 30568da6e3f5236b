"""Columns that name the currency of the amounts beside them: found by name and by content, or as `--map` says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.columns import Column, fold
from shortlist.intake.parsing.numbers import are_marked
from shortlist.intake.parsing.row_currency import read_currency
from shortlist.intake.parsing.text import Reading, RowCurrency, clean, missing_tokens
from shortlist.intake.parsing.unit_doubts import says_only_yuan
from shortlist.intake.parsing.units import AMBIGUOUS, MAJOR, split_header
from shortlist.intake.sources.raw import CURRENCY
from shortlist.language import Text

HEAD = 1_000  # rows by which a column without a telling name is judged
VARIETY = 300  # a column of more different texts names no currencies
LONGEST = 12  # characters of a currency in a column that is not called one
_WORD = "currency|币种|币别|货币|通货|币制|幣種|幣別|貨幣|幣制|통화|通貨|wahrung|währung|waehrung|devise|moneda|moeda|valuta|valuuta|валюта"
_NAME = re.compile(
    rf"(?P<before>.*?)(?:iso)?(?:{_WORD})(?:iso)?(?:code|id|name|key|symbol|type|iso|单位|單位|代码|代碼|代號|编码|名称|名稱|符号|符號|类型)?"
    r"(?P<after>.*)"
)
_SHORT = re.compile(r"(?:^|[\W_])(?:curr?|ccy|waers|cury|crncy)(?=$|[\W_])", re.I)
# What says of a currency that it is the one of the row's amounts, and no more.
_PLAIN = re.compile(
    r"(?:transaction|accounts?|billing|invoice|settlement|document|doc|contract|orders?|row|records?|list|report(?:ing)?|iso|amounts?|sales"
    r"|revenue|company|crm|opportunity|deal|financial|statement|trad(?:e|ing)|payment|posting|bill|pric(?:e|ing)|结算|結算|交易|记账|记帐"
    r"|合同|发票|發票|单据|單據|原始?|报告|报表|金额|金額|收入|订单|訂單|财务|客户|公司|业务|票据|计价|計價|報價)*"
)
# The currency of the books, in which some columns are besides that of the document.
_BOOKS = re.compile(
    r"local|home|base|book|functional|本位|本币|本幣|记账本位|converted|equivalent|折合|折算|companycode|^lc|lc$|groupcurrency",
    re.I,
)


@dataclass(frozen=True)
class _Candidate:
    """A column that names currencies: `texts` are its distinct cells, `named` what they name (None: nothing known)."""

    header: str
    rest: str  # what its name says besides "currency"; None of this where only its cells tell
    by_name: bool
    named: Mapping[str, str | None]

    @property
    def codes(self) -> set[str]:
        return {code for code in self.named.values() if code is not None}


def find_currency_columns(
    frame: pl.LazyFrame,
    headers: Sequence[str],
    columns: Sequence[Column],
    home: str,
    source: str,
    notes: list[Problem],
    shown: Collection[str] = (),
) -> tuple[tuple[Column, ...], tuple[Problem, ...]]:
    """The columns, those of money with the column that names their currencies; and, for whom it may concern, what is doubtful.

    A column named for one amount (`Annual Revenue Currency`) is that amount's, any other the whole row's, for all amounts that
    say no currency themselves. What was taken is added to the list's notes. A doubtful amount is left out of the columns.
    `shown` are headers whose number formats tell the currency, so that nothing doubtful beside them has to.
    """
    if not any(column.field.type == "money" and column.currency_header is None for column in columns):
        return tuple(columns), ()
    mapped = {column.header for column in columns if column.field.type not in ("text", "level")}
    found = _find_candidates(frame, [header for header in headers if header not in mapped], home)
    if not found:
        return tuple(columns), ()
    result, problems = [], []
    for column in columns:
        if column.field.type != "money" or column.currency_header is not None:
            result.append(column)
            continue
        own = [one for one in found if one.by_name and one.rest in _names(column, home)]
        chosen, problem = _choose(column, own, [one for one in found if one not in own], home, source)
        if problem is not None and (column.unit.currency or column.header not in shown):
            problems.append(problem)
            continue
        if chosen is not None and not chosen.codes and not _texts(chosen):
            notes.append(_explain_empty(column, chosen, home, source))
            chosen = None
        if chosen is not None:
            column = replace(column, unit=replace(column.unit, currency=None), currency_header=chosen.header)
        result.append(column)
    notes += _explain_taken(result, source)
    return tuple(result), tuple(problems)


def name_source(currency_header: str) -> Text:
    """What a line calls the source of a row's currency: a column, or the number format of its cell."""
    if not currency_header.startswith(CURRENCY):
        return Text(f"'{currency_header}'", f"'{currency_header}'")
    header = currency_header.removeprefix(CURRENCY)
    return Text(f"the number format of '{header}'", f"'{header}' 的数字格式")


def _texts(one: _Candidate) -> list[str]:
    return [text for text, named in one.named.items() if named is None]


def _find_candidates(frame: pl.LazyFrame, headers: Sequence[str], home: str) -> list[_Candidate]:
    """The columns that are called a currency, and those that hold nothing else."""
    rests = {header: _rest(header) for header in headers}
    schema = frame.collect_schema()
    others = [header for header in headers if rests[header] is None and schema[header] == pl.String]
    head = frame.select(others).head(HEAD).collect(engine="streaming") if others else pl.DataFrame()
    for header in others:
        if _hold_currencies(head[header].unique(), home):
            rests[header] = ""
    telling = [header for header, rest in rests.items() if rest is not None]
    if not telling:
        return []
    cells = frame.select(
        pl.col(header).cast(pl.String).unique().head(VARIETY + 1).implode() for header in telling
    ).collect(engine="streaming")
    found = []
    for header in telling:
        texts = cells[header][0]
        if len(texts) <= VARIETY:
            found.append(_Candidate(header, rests[header] or "", header not in others, read_texts(texts, home)))
    taken = {fold(header) for header in headers}
    return [one for one in found if not one.rest or one.rest not in taken or not one.by_name]


def _hold_currencies(texts: pl.Series, home: str) -> bool:
    """Whether all texts name a currency, and one of them a major one: TOP and ALL are codes too, of Tonga and Albania."""
    found = set()
    for text, said in zip(texts, clean(texts), strict=True):
        if said is not None:
            code = read_currency(said, home) if len(text) <= LONGEST else None
            if code is None:
                return False
            found.add(code)
    return bool(MAJOR & found)


def _rest(header: str) -> str | None:
    """What a header says besides that it is a currency, folded; None where it says nothing of one."""
    header = re.sub(r" \(\d+\)$", "", header)  # the second of its name
    folded = fold(header)
    if told := _NAME.fullmatch(folded):
        return told["before"] + told["after"]
    if told := _SHORT.search(header):
        return fold(header[: told.start()] + " " + header[told.end() :])
    return None


def read_texts(texts: pl.Series, home: str) -> dict[str, str | None]:
    """What each text of a currency column names, by the text as it stands; missing cells are left out."""
    return {
        text: read_currency(said, home)
        for text, said in zip(texts, clean(texts), strict=True)
        if text is not None and said is not None
    }


def _names(column: Column, home: str) -> set[str]:
    """How a column's amounts may be called, folded."""
    field = column.field
    names = [column.header, *(name for name, _ in split_header(column.header, home)), field.id, *field.title]
    return {fold(name) for name in (*names, *field.aliases)} - {""}


def _choose(
    column: Column, own: Sequence[_Candidate], others: Sequence[_Candidate], home: str, source: str
) -> tuple[_Candidate | None, Problem | None]:
    """The column that names the currency of an amount, or what must be settled first."""
    told = column.how in ("--map", "mapping")
    if column.unit.currency is not None:  # said by the header or by the user
        if told:
            return None, None
        rows = own or [one for one in others if one.by_name and _PLAIN.fullmatch(one.rest)]
        against = [one for one in rows if one.codes - {column.unit.currency}]
        if not against:
            return None, None
        if not says_only_yuan(column.header):
            return None, _ask(column, against, home, source)
    books = bool(_BOOKS.search(fold(column.header)))
    fitting = own
    if not fitting:
        sided = [one for one in others if bool(_BOOKS.search(one.rest)) == books]
        plain = [one for one in sided if one.by_name and (books or not one.rest or _PLAIN.fullmatch(one.rest))]
        bare = [one for one in plain if not one.rest]
        fitting = bare or plain
        if not fitting:  # a name that may mean something else, or no name at all: not taken in silence
            # A local or base currency may be all that a list says of its amounts; those of the books take no other's.
            doubtful = [one for one in (sided if books else others) if one.codes - {home}]
            return None, (_ask(column, doubtful, home, source) if doubtful else None)
    if len(fitting) > 1 and any(one.codes != {home} for one in fitting):
        return None, _ask(column, fitting, home, source)
    if not fitting[0].codes and _texts(fitting[0]):
        return None, _ask(column, fitting, home, source)
    return fitting[0], None


def _ask(column: Column, found: Sequence[_Candidate], home: str, source: str) -> Problem:
    named = ", ".join(f"'{one.header}' ({', '.join(list(one.named)[:3])})" for one in found)
    plain = replace(column, unit=replace(column.unit, currency=None))
    ways = [replace(plain, currency_header=one.header) for one in found[:3]]
    ways.append(replace(plain, unit=replace(plain.unit, currency=column.unit.currency or home)))
    lines = " / ".join(option(way) for way in ways)
    return Problem.of(
        f"'{column.header}': its currency may be in {named}; say which it is: {lines}",
        f"'{column.header}'：其货币可能由 {named} 给出，请指明：{lines}",
        Place(source),
    )


def option(column: Column, *more: str) -> str:
    """The `--map` that adds words to a column's unit.

    >>> from shortlist.model.fields import Field
    >>> from shortlist.intake.parsing.units import Unit
    >>> option(Column(Field("founded", "date"), "Founded", Unit(), "name"), "dmy")
    "--map 'founded=Founded:dmy'"
    """
    words = " ".join(word for word in (column.words, *more) if word)
    mapped = f"{column.field.address}={column.header}{':' if words else ''}{words}".replace("'", "'\\''")
    return f"--map '{mapped}'"


def _explain_empty(column: Column, chosen: _Candidate, home: str, source: str) -> Problem:
    return Problem.of(
        f"'{chosen.header}' is empty, so '{column.header}' is taken in {home}",
        f"'{chosen.header}' 为空，'{column.header}' 按 {home} 读取",
        Place(source),
    )


def _explain_taken(columns: Sequence[Column], source: str) -> Iterator[Problem]:
    taken: dict[str, list[Column]] = {}
    for column in columns:
        if column.currency_header is not None:
            taken.setdefault(column.currency_header, []).append(column)
    for header, mine in taken.items():
        en, zh = (mark.join(f"'{column.header}'" for column in mine) for mark in (", ", "、"))
        said = name_source(header)
        yield Problem.of(
            f"{en}: each amount is in the currency that {said.en} names in its row; one that names another itself is unread",
            f"{zh}：各行金额的货币以{said.zh}为准；金额自带另一种货币的不读取",
            Place(source),
        )


@dataclass(frozen=True)
class Worths:
    """How a column of currencies is used: the worth of its cells, the codes without a rate and the cells that name nothing."""

    row: RowCurrency
    rateless: Mapping[str, int]
    unknown: Mapping[str, int]
    missing: int


def weigh(cells: pl.DataFrame, header: str, home: str, rates: Mapping[str, float], words: Sequence[str]) -> Worths:
    """The worth of each cell of a currency column. `cells` has its texts (`text`) with the count of amounts beside each (`n`);
    `words` are the ambiguous signs found in the amounts themselves."""
    named = read_texts(cells["text"], home)
    counts = dict(cells.select("text", "n").iter_rows())
    worth: dict[str, float] = {}
    rateless: dict[str, int] = {}
    unknown: dict[str, int] = {}
    for text, code in named.items():
        rate = None if code is None else 1.0 if code == home else rates.get(code)
        worth[text] = float("nan") if rate is None else rate
        if code is None:
            unknown[text] = counts[text]
        elif rate is None:
            rateless[code] = rateless.get(code, 0) + counts[text]
    shared = {
        word: {text: rate if named[text] in AMBIGUOUS[word] else float("nan") for text, rate in worth.items()}
        for word in words
    }
    missing = sum(count for text, count in counts.items() if text not in named)
    return Worths(RowCurrency(header, worth, shared), rateless, unknown, missing)


def count_beside(frame: pl.LazyFrame, column: Column) -> pl.DataFrame:
    """The texts of a column's currency column (`text`) and how many amounts stand beside each (`n`)."""
    assert column.currency_header is not None
    amount = pl.col(column.header).cast(pl.String)
    there = amount.is_not_null() & ~amount.str.strip_chars().is_in(missing_tokens().implode())
    if column.field.missing:
        marked = partial(are_marked, reading=Reading(column.field, column.unit))
        there &= ~amount.map_batches(marked, return_dtype=pl.Boolean, is_elementwise=True)
    beside = pl.col(column.currency_header).cast(pl.String).alias("text")
    return frame.group_by(beside).agg(there.sum().alias("n")).sort("text").collect(engine="streaming")
