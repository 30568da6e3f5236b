"""The currency of an amount: a column beside it, words in its cell, the ruleset's; never taken for another in silence."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from shortlist.errors import ListError
from shortlist.intake.headers import mapping_yaml
from shortlist.intake.mappings import read_prospects
from shortlist.intake.options import ReadOptions
from shortlist.intake.parsing.row_currency import read_currency
from shortlist.intake.read import read_list
from shortlist.model.fields import Field

RATES = {"EUR": 1.08, "GBP": 1.27, "CNY": 0.14, "JPY": 0.0067, "HKD": 0.128, "TWD": 0.031}
FIELDS = {
    "annual_revenue": Field(
        "annual_revenue",
        "money",
        title={"en": "Annual revenue", "zh": "年营业收入"},
        aliases=("Revenue", "Turnover", "营业收入"),
        minimum=0,
    ),
    "net_income": Field(
        "net_income", "money", title={"en": "Net income", "zh": "净利润"}, aliases=("Profit", "本币利润")
    ),
    "employees": Field("employees", "integer", aliases=("Employees",)),
}


def read(
    folder: Path, rows: Sequence[Sequence[str]], *maps: str, currency: str = "USD", rates: Mapping[str, float] = RATES
) -> tuple[list[dict[str, object]], list[str]]:
    """The typed rows of a list, whose first row are headers, and its notes."""
    path = folder / "list.csv"
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows), "utf-8")
    with read_list(str(path), FIELDS, ReadOptions(maps=maps), currency=currency, rates=rates) as intake:
        return intake.frame.collect().to_dicts(), [str(note.text) for note in intake.notes]


def revenues(rows: Sequence[Mapping[str, object]]) -> list[float | None]:
    return [None if row["annual_revenue"] is None else round(float(str(row["annual_revenue"]))) for row in rows]


@pytest.mark.quick(3)
@pytest.mark.parametrize(
    "header",
    ["Annual Revenue Currency", "Currency", "Currency ISO Code", "CurrencyIsoCode", "Currency (Annual Revenue)", "CURR", "Transaction Currency",
     "币种", "币别", "货币", "結算幣別", "貨幣代碼", "年营业收入币种", "Währung", "Devise", "通貨"],
)  # fmt: skip
def test_a_column_that_names_currencies_counts(tmp_path: Path, header: str) -> None:
    rows, notes = read(
        tmp_path,
        [("id", "Annual Revenue", header), ("1", "900000000", "JPY"), ("2", "6,000,000", "EUR"), ("3", "5m", "USD")],
    )
    assert revenues(rows) == [6_030_000, 6_480_000, 5_000_000]
    assert any("'Annual Revenue'" in note and f"'{header}'" in note for note in notes)


def test_cells_name_currencies_by_code_sign_word_and_name(tmp_path: Path) -> None:
    said = {
        "EUR": "EUR",
        "eur": "EUR",
        "€": "EUR",
        "Euro": "EUR",
        "EUR - Euro": "EUR",
        "US Dollar": "USD",
        "US Dollars": "USD",
        "$": "USD",
        "U.S. Dollar": "USD",
        "人民币": "CNY",
        "RMB": "CNY",
        "CNY-人民币": "CNY",
        "日元": "JPY",
        "Japanese Yen": "JPY",
        "新台幣": "TWD",
        "港币(HKD)": "HKD",
        "英镑": "GBP",
    }
    said |= {
        "CNY人民币": "CNY",
        "人民币CNY": "CNY",
        "CNY 人民币": "CNY",
        "USD美元": "USD",
        "EUR欧元": "EUR",
        "US$美元": "USD",
    }
    assert {text: read_currency(text, "USD") for text in said} == said
    assert read_currency("CNY美元", "USD") is None
    assert [read_currency(text, "USD") for text in ("¥", "kr", "EUR/USD", "domestic", "yes", "XY")] == [None] * 6
    assert read_currency("$", "HKD") is None  # a dollar of Hong Kong, or of the United States
    rows, _ = read(tmp_path, [("id", "Revenue", "Currency"), *((str(n), "100", text) for n, text in enumerate(said))])
    worth = {"USD": 1.0, **RATES}
    assert [row["annual_revenue"] for row in rows] == [float(f"{100 * worth[code]:.15g}") for code in said.values()]


def test_an_amount_without_a_known_currency_is_unknown_and_counted(tmp_path: Path) -> None:
    rows, notes = read(
        tmp_path,
        [("id", "Revenue", "Currency"), ("1", "100", "EUR"), ("2", "100", ""), ("3", "100", "local"), ("4", "100", "BRL"),
         ("5", "", ""), ("6", "100", "N/A")],
    )  # fmt: skip
    assert revenues(rows) == [108, None, None, None, None, None]
    assert any("1 amount(s)" in note and "'local'" in note for note in notes)
    assert any("2 amount(s) have no currency in 'Currency'" in note for note in notes)
    assert any("no rate for BRL" in note for note in notes)


def test_a_cell_that_contradicts_its_row_is_unknown(tmp_path: Path) -> None:
    rows, notes = read(
        tmp_path,
        [("id", "Revenue", "Currency"), ("1", "€5m", "USD"), ("2", "€5m", "EUR"), ("3", "€5m", ""), ("4", "¥5m", "JPY"), ("5", "¥5m", "CNY"),
         ("6", "¥5m", "USD"), ("7", "$5m", "USD"), ("8", "$5m", "EUR"), ("9", "€5m", "BRL"), ("10", "€0", "USD")],
    )  # fmt: skip
    assert revenues(rows) == [None, 5_400_000, 5_400_000, 33_500, 700_000, None, 5_000_000, None, None, 0]
    assert any("'Revenue'" in note and "one that names another itself is unread" in note for note in notes)


def test_a_named_column_is_for_its_amount_and_a_bare_one_for_the_row(tmp_path: Path) -> None:
    rows, _ = read(
        tmp_path,
        [("id", "Annual revenue", "Annual Revenue Currency", "Net income", "Currency", "Deal", "Deal Currency"),
         ("1", "100", "EUR", "100", "GBP", "100", "JPY")],
    )  # fmt: skip
    assert (rows[0]["annual_revenue"], rows[0]["net_income"]) == (108.0, 127.0)


def test_an_amount_in_the_currency_of_the_books_is_not_in_that_of_the_document(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, [("id", "营业收入", "本币利润", "币种"), ("1", "100", "100", "EUR")])
    assert (rows[0]["annual_revenue"], rows[0]["net_income"]) == (108.0, 100.0)


@pytest.mark.quick(3)
@pytest.mark.parametrize(
    "header",
    [
        "Local Currency",
        "Local CCY",
        "Home currency",
        "Base currency",
        "Currency (local)",
        "Functional currency",
        "本位币",
        "记账本位币币种",
        "X",
    ],
)
def test_the_only_column_of_currencies_is_taken_or_asked_about(tmp_path: Path, header: str) -> None:
    table = [("id", "Annual revenue", header), ("1", "100", "EUR"), ("2", "100", "GBP")]
    with pytest.raises(ListError, match=r"may be in '.*annual_revenue=Annual revenue:\["):
        read(tmp_path, table)
    rows, _ = read(tmp_path, [("id", "Annual revenue", header), ("1", "100", "USD"), ("2", "100", "USD")])
    assert revenues(rows) == [100, 100]  # the ruleset's own: nothing to ask
    rows, _ = read(tmp_path, [("id", "Annual revenue", header, "Currency"), ("1", "100", "EUR", "USD")])
    assert revenues(rows) == [100]


def test_the_header_of_an_amount_and_a_column_of_the_row_must_agree(tmp_path: Path) -> None:
    table = [("id", "Revenue (GBP)", "Profit", "Currency"), ("1", "100", "100", "EUR")]
    with pytest.raises(ListError, match=r"annual_revenue=Revenue \(GBP\):\[Currency\]"):
        read(tmp_path, table)
    rows, _ = read(tmp_path, table, "annual_revenue=Revenue (GBP):GBP")
    assert (rows[0]["annual_revenue"], rows[0]["net_income"]) == (127.0, 108.0)
    with pytest.raises(ListError, match=r"annual_revenue=Revenue \(GBP\):\[Revenue Currency\]"):
        read(tmp_path, [("id", "Revenue (GBP)", "Revenue Currency"), ("1", "100", "EUR")])


@pytest.mark.parametrize("header", ["Preferred currency", "Unit", "报价"])
def test_a_column_that_may_name_something_else_is_asked_about(tmp_path: Path, header: str) -> None:
    rows = [("id", "Revenue", header), ("1", "100", "EUR"), ("2", "100", "USD")]
    with pytest.raises(ListError) as error:
        read(tmp_path, rows)
    assert f"annual_revenue=Revenue:[{header}]" in str(error.value) and "annual_revenue=Revenue:USD" in str(error.value)
    assert revenues(read(tmp_path, rows, f"annual_revenue=Revenue:[{header}]")[0]) == [108, 100]
    assert revenues(read(tmp_path, rows, "annual_revenue=Revenue:USD")[0]) == [100, 100]
    assert revenues(read(tmp_path, [*rows[:1], rows[2]])[0]) == [100]  # all in the ruleset's own


def test_two_columns_that_may_be_meant_are_asked_about(tmp_path: Path) -> None:
    with pytest.raises(ListError, match=r"'Invoice currency'.*'Account currency'"):
        read(tmp_path, [("id", "Revenue", "Invoice currency", "Account currency"), ("1", "100", "EUR", "GBP")])


def test_the_option_names_column_unit_and_currency(tmp_path: Path) -> None:
    rows = [("id", "Sum: of all", "Cur: of it"), ("1", "100", "EUR")]
    assert revenues(read(tmp_path, rows, "annual_revenue=Sum: of all:[Cur: of it] million")[0]) == [108_000_000]
    with pytest.raises(ListError, match="no column 'Curr'"):
        read(tmp_path, rows, "annual_revenue=Sum: of all:[Curr]")
    with pytest.raises(ListError, match="that has no other"):
        read(tmp_path, rows, "annual_revenue=Sum: of all:[Cur: of it] EUR")
    with pytest.raises(ListError, match="money"):
        read(tmp_path, rows, "employees=Sum: of all:[Cur: of it]")


def test_a_mapping_file_says_it_as_well(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,Revenue,Currency\n1,100,EUR\n", "utf-8")
    with read_list(str(path), FIELDS, rates=RATES) as intake:
        assert [one.header for one in intake.unmapped] == []
        written = mapping_yaml(intake.columns)
    assert 'unit: "[Currency]"' in written
    (tmp_path / "mapping.yaml").write_text(written, "utf-8")
    options = ReadOptions(mapping_file=str(tmp_path / "mapping.yaml"))
    with read_list(str(path), FIELDS, options, rates=RATES) as intake:
        assert intake.frame.collect()["annual_revenue"].to_list() == [108.0]


def test_an_empty_column_says_nothing_and_one_of_other_texts_is_asked_about(tmp_path: Path) -> None:
    rows, notes = read(tmp_path, [("id", "Revenue", "Currency"), ("1", "100", ""), ("2", "100", "-")])
    assert revenues(rows) == [100, 100] and any("'Currency' is empty" in note for note in notes)
    with pytest.raises(ListError, match="'Currency'"):
        read(tmp_path, [("id", "Revenue", "Currency"), ("1", "100", "domestic"), ("2", "100", "foreign")])


def test_columns_of_other_short_words_are_left_alone(tmp_path: Path) -> None:
    rows, notes = read(
        tmp_path,
        [
            ("id", "Revenue", "Current", "Occurrence", "Tier"),
            ("1", "100", "yes", "2", "TOP"),
            ("2", "100", "no", "3", "ALL"),
        ],
    )
    assert revenues(rows) == [100, 100] and not any("currency that" in note for note in notes)


def test_a_record_names_the_currency_beside_its_amount() -> None:
    records = [
        {"annual_revenue": 100, "currency": "EUR"},
        {"annual_revenue": "100", "币种": "人民币"},
        {"annual_revenue": 100, "currency": "BRL"},
    ]
    given = read_prospects(records, FIELDS, rates=RATES)
    assert given.frame["annual_revenue"].to_list()[:2] == [108.0, pytest.approx(14.0)]
    assert given.frame["annual_revenue"][2] is None and given.unreadable == ((3, "annual_revenue", "100"),)


@pytest.mark.quick(8)
@pytest.mark.parametrize(
    ("text", "value"),
    [("人民币6200万元", 8_680_000), ("CNY 5m", 700_000), ("5m CNY", 700_000), ("RMB 5m", 700_000), ("RMB6200万元", 8_680_000),
     ("5000万欧元", 54_000_000), ("HK$3m", 384_000), ("NT$3億元", 9_300_000), ("新台幣3億元", 9_300_000), ("3億元新台幣", 9_300_000),
     ("日元5亿元", 3_350_000), ("港币3000万元", 3_840_000), ("美元500万元", 5_000_000), ("US$5m", 5_000_000), ("$5m USD", 5_000_000),
     ("USD 5m $", 5_000_000), ("5m US dollars", 5_000_000), ("人民币5亿元整", 70_000_000), ("美元：500万", 5_000_000), ("￥500万元", 700_000),
     ("¥6200万人民币", 8_680_000), ("€5m USD", None), ("欧元500万美元", None)],
)  # fmt: skip
def test_the_currency_of_a_cell_stands_before_or_behind_it(tmp_path: Path, text: str, value: float | None) -> None:
    rows, _ = read(tmp_path, [("id", "Revenue"), ("1", text)])
    assert revenues(rows) == [value]


@pytest.mark.quick(4)
@pytest.mark.parametrize("seed", range(20))
def test_every_amount_of_random_lists_is_converted_by_its_own_row(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    names = {
        "EUR": ("EUR", "Euro", "欧元"),
        "CNY": ("CNY", "RMB", "人民币"),
        "JPY": ("JPY", "円"),
        "USD": ("USD", "US$"),
    }
    signs = {"€": "EUR", "RMB ": "CNY", "US$": "USD"}
    worth = {"USD": 1.0, **RATES}
    rows, wanted = [("id", "Revenue", "Profit", "Currency")], []
    for number in range(60):
        code = chance.choice([*names, "", "XAU"])
        text = chance.choice(names[code]) if code in names else code
        amounts, values = [], []
        for _ in range(2):
            size, power = chance.choice((("", 1.0), ("m", 1e6), ("万", 1e4), ("k", 1e3)))
            sign = chance.choice(("", "", *signs))
            digits = chance.randint(1, 999)
            amounts.append(f"{sign}{digits}{size}")
            stated = signs.get(sign)
            known = (code if not stated else stated if code in ("", stated) else None) if code or stated else None
            values.append(digits * power * worth[known] if known in worth else math.nan)
        rows.append((str(number), *amounts, text))
        wanted.append(values)
    found, _ = read(tmp_path, rows)
    for row, values in zip(found, wanted, strict=True):
        for name, value in zip(("annual_revenue", "net_income"), values, strict=True):
            got = row[name]
            assert (got is None) == math.isnan(value) and (got is None or got == pytest.approx(value)), (
                row,
                values,
            )
