"""The SQL of conditions: each slip and each refused node has a message of its own, and nothing else gets through."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from shortlist.expressions.compiler import Compiler
from shortlist.expressions.parser import ConditionError, notes, parse
from shortlist.expressions.table import TABLE
from shortlist.model.normal import normalise
from tests.support.small import SMALL, load, only, write


def refused(text: str) -> tuple[int, str]:
    """Offset and English text of the refusal; its Chinese text must be Chinese."""
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert any("一" <= character <= "鿿" for character in caught.value.text.zh)
    assert "\n" not in caught.value.text.en
    return caught.value.offset, caught.value.text.en


# The ten commonest slips (`= KP` is an unknown name: see test_conditions.py), each with its place and the right spelling.
SLIPS: list[tuple[str, int, str]] = [
    ('seat = "KP"', 7, "write 'KP' with single quotes"),
    ('seat IN ("DE")', 9, "write 'DE' with single quotes"),
    ('seat = \'KP\' OR "seat" = \'DE\'', 15, "double quotes mark a column in SQL"),
    ("growth > 20%", 9, "a percent is a ratio: for 20% write 0.2"),
    ("growth > 20 % AND likes_us", 9, "for 20 % write 0.2"),
    ("growth > 12.5% OR x", 9, "for 12.5% write 0.125"),
    ("(growth > 5%)", 10, "for 5% write 0.05"),
    ("5% < growth", 0, "for 5% write 0.05"),
    ("growth IN (5%, 6%)", 11, "for 5% write 0.05"),
    ("visits > 1,000,000", 9, "write the number without commas: 1000000"),
    ("visits > 1,000,000 AND x", 9, "write the number without commas: 1000000"),
    ("(visits > 1,000)", 10, "write the number without commas: 1000"),
    ("x AND (visits > 12,345,678 OR y)", 16, "write the number without commas: 12345678"),
    ("GREATEST(visits, 10,000) > 5", 17, "write the number without commas: 10000"),
    ("visits IN (1,000, 2,000)", 11, "write the number without commas: 1000"),
    ("COALESCE(visits, 1,050) > 5", 17, "write the number without commas: 1050"),
    ("ABS(visits - 1,000) > 5", 13, "write the number without commas: 1000"),
    ("visits > 5M", 9, "write the number out: 5000000 for 5M"),
    ("visits > 5m AND x", 9, "write the number out: 5000000 for 5m"),
    ("visits > 2.5k", 9, "write the number out: 2500 for 2.5k"),
    ("visits > 2bn", 9, "write the number out: 2000000000 for 2bn"),
    ("visits > 2B", 9, "write the number out: 2000000000 for 2B"),
    ("visits > 500万", 9, "write the number out: 5000000 for 500万"),
    ("visits > 3.2亿", 9, "write the number out: 320000000 for 3.2亿"),
    ("visits > 3 亿", 9, "write the number out: 300000000 for 3 亿"),
    ("x && y", 2, "write AND for &&"),
    ("x || y", 2, "write OR for ||"),
    ("visits => 5", 7, "write >= for =>"),
    ("visits =< 5", 7, "write <= for =<"),
    ("visits > 1_000", 9, "write the number without _"),
    ("（visits > 5）", 0, "write '(' with the English keyboard"),
    ("(visits > 5）", 11, "write ')' with the English keyboard"),
    ("visits IN (1，2)", 12, "write ',' with the English keyboard"),
    ("visits IN (1、2)", 12, "write ',' with the English keyboard"),
    ("visits ＞ 5", 7, "write '>' with the English keyboard"),
    ("visits ＜ 5", 7, "write '<' with the English keyboard"),
    ("visits ＝ 5", 7, "write '=' with the English keyboard"),
    ("visits ≥ 5", 7, "write '>=' with the English keyboard"),
    ("visits ≤ 5", 7, "write '<=' with the English keyboard"),
    ("visits ≠ 5", 7, "write '<>' with the English keyboard"),
    ("visits ！= 5", 7, "with the English keyboard"),
    ("visits ＋ 5 > 3", 7, "write '+' with the English keyboard"),
    ("visits > 5\u3000AND x", 10, "write ' ' with the English keyboard"),
    ("seat = “KP”", 7, "text stands in straight single quotes: 'KP'"),
    ("seat = ‘KP’", 7, "text stands in straight single quotes: 'KP'"),
    ("seat = ＇KP＇", 7, "text stands in straight single quotes: 'KP'"),
    ("seat = 「KP」", 7, "text stands in straight single quotes: 'KP'"),
    ("seat = 'KP", 7, "quote"),
    ("seat = KP'", 9, "quote"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "offset", "fragment"), SLIPS, ids=[slip[0] for slip in SLIPS])
def test_slip_has_its_message_at_its_place(text: str, offset: int, fragment: str) -> None:
    found = refused(text)
    assert found[0] == offset
    assert fragment in found[1]


@pytest.mark.parametrize(
    "literal",
    ["5M", "20%", "1,000,000", "a && b", "（北京）", "“quoted”", "1_000", "a == b", "a => b", "-- no", "/* no */", "a;b", "it''s", "≥", ""],
)  # fmt: skip
def test_inside_a_text_nothing_is_a_slip(literal: str) -> None:
    tree = parse(f"city = '{literal}' OR city LIKE '{literal}%'")
    equality = tree.find(exp.EQ)
    assert equality is not None
    assert equality.expression.this == normalise(literal.replace("''", "'"))  # （北京） is (北京) in lists too
    assert notes(f"city = '{literal}'") == []


@pytest.mark.parametrize("text", ["visits IN (100,200)", "visits IN (1, 200)", "GREATEST(visits,100) > 1"])
def test_commas_between_values_are_no_slip(text: str) -> None:
    assert parse(text)


def test_double_equals_is_taken_with_a_note(tmp_path: Path) -> None:
    assert parse("a == b") == parse("a = b")
    assert [(offset, note.en) for note, offset in notes("a == b OR c == d")] == [
        (2, "`==` is read as `=`; SQL writes one `=`"),
        (12, "`==` is read as `=`; SQL writes one `=`"),
    ]
    ruleset = load(tmp_path, SMALL, "rules:\n  - {id: a, when: visits == 5, then: review}\n")
    (note,) = ruleset.notes
    assert str(note) == f"{tmp_path / 'small.yaml'}:{SMALL.count(chr(10)) + 2}:26: {note.text}"


# Nodes and arguments that are not taken: text, offset, what the message must hold.
REFUSED: list[tuple[str, int, str]] = [
    ("1 < a < 5", 0, "write 1 < a AND a < 5"),
    ("1 < a <= 5 AND b", 0, "write 1 < a AND a < 5"),
    ("b OR 5 >= a > 1", 5, "write 1 < a AND a < 5"),
    ("a = b = c", 0, "two comparisons in a row"),
    ("a = NOT b", 0, "two comparisons in a row"),
    ("NOT a = b = c", 4, "two comparisons in a row"),
    ("a IN (1) IN (TRUE)", 0, "two comparisons in a row"),
    ("a BETWEEN 1 AND 5 = b", 0, "two comparisons in a row"),
    ("a LIKE 'x' = b", 0, "two comparisons in a row"),
    ("a AS b", 0, "AND or OR is missing"),
    ("a b", 0, "AND or OR is missing"),
    ("a > 1 b > 2", 8, "not readable as SQL near '>'"),
    ("a > 5; DROP TABLE x", 5, "; are not taken"),
    ("a > 5;", 5, "; are not taken"),
    (";", 0, "; are not taken"),
    ("a > 5 -- note", 4, "comments"),
    ("a > 5 /* note */", 4, "comments"),
    ("a // 2 > 1", 0, "not taken in a condition: a // 2"),
    ("a % 2 = 1", 0, "a percent is a ratio"),
    ("MOD(a, 2) = 1", 0, "not taken"),
    ("a ^ 2 > 1", 0, "not taken in a condition: POWER"),
    ("a ** 2 > 1", 0, "not taken in a condition: POWER"),
    ("a & 1 = 1", 0, "not taken in a condition: a & 1"),
    ("a | 1 = 1", 0, "not taken in a condition: a | 1"),
    ("~a = 1", 1, "not taken in a condition: ~a"),
    ("a << 1 = 2", 0, "not taken"),
    ("a >> 1 = 2", 0, "not taken"),
    ("CAST(a AS INT) > 1", 5, "a date is written '2026-01-31'"),
    ("TRY_CAST(a AS INT) > 1", 9, "not taken"),
    ("a::INT > 1", 0, "a date is written '2026-01-31'"),
    ("DATE '2020-01-01' < a", 5, "a date is written '2026-01-31'"),
    ("a ~ 'x'", 0, "not taken in a condition: REGEXP"),
    ("a !~ 'x'", 0, "not taken in a condition: REGEXP"),
    ("regexp_matches(a, 'x')", 0, "not taken in a condition: REGEXP"),
    ("regexp_full_match(a, 'x')", 0, "not taken in a condition"),
    ("regexp_replace(a, 'x', 'y') = 'z'", 0, "not taken in a condition: REGEXP"),
    ("regexp_extract(a, 'x') = 'z'", 0, "not taken in a condition: REGEXP"),
    ("a SIMILAR TO 'x'", 0, "not taken"),
    ("a GLOB 'x*'", 0, "not taken"),
    ("a -> 'x' = 'y'", 0, "not taken"),
    ("a ->> 'x' = 'y'", 0, "not taken"),
    ("a['x'] = 'y'", 0, "not taken"),
    ("list_filter(a, x -> x > 1)", 0, "not taken"),
    ("[1, 2] = a", 1, "not taken"),
    ("{'x': 1} = a", 6, "not taken"),
    ("SUM(a) > 1", 0, "not taken in a condition: SUM(a)"),
    ("COUNT(*) > 1", 0, "not taken"),
    ("AVG(a) > 1", 0, "not taken"),
    ("MAX(a) > 1", 4, "not taken"),
    ("ROW_NUMBER() OVER () > 1", 0, "not taken"),
    ("SUM(a) OVER (PARTITION BY b) > 1", 0, "not taken"),
    ("a = ?", 0, "not taken in a condition: ?"),
    ("a = $1", 0, "not taken in a condition: $1"),
    ("a = :x", 0, "not taken"),
    ("a BETWEEN SYMMETRIC 5 AND 1", 0, "write a BETWEEN x AND y; nothing else (symmetric)"),
    ("CASE a WHEN 1 THEN b END", 5, "write CASE WHEN x = 1 THEN ... END"),
    ("a LIKE 'x' ESCAPE '!'", 0, "not taken"),
    ("a LIKE ANY ('x', 'y')", 12, "not taken"),
    ("a IN (SELECT 1)", 0, "a subquery is not taken"),
    ("a IN b", 0, "write a IN (1, 2)"),
    ("EXISTS (SELECT 1)", 15, "not taken"),
    ("(SELECT 1) = a", 8, "not taken"),
    ("a > ALL (SELECT 1)", 16, "not taken"),
    ("a = ANY([1, 2])", 9, "not taken"),
    ("a IS DISTINCT FROM 1", 0, "not taken in a condition: a IS DISTINCT FROM 1"),
    ("a IS NOT DISTINCT FROM 1", 0, "not taken"),
    ("a COLLATE nocase = 'x'", 0, "not taken in a condition: a COLLATE nocase"),
    ("a + INTERVAL 1 DAY > b", 0, "not taken in a condition: INTERVAL"),
    ("a > 0x10", 0, "x10"),
    ("a > 1e", 4, "1e"),
    ("a.b.c > 1", 0, "nothing else (db) is taken here"),
    ("IF(a, 1, 2) = b", 3, "write CASE WHEN ... THEN ... ELSE ... END"),
    ("LENGTH(a, 2) = 1", 0, "write LENGTH(a); nothing else (binary)"),
    ("CURRENT_TIMESTAMP > a", 0, "not taken"),
    ("NOW() > a", 0, "not taken in a condition: NOW"),
    ("RANDOM() > a", 0, "not taken in a condition: RANDOM"),
    ("getenv('HOME') = a", 0, "not taken in a condition: getenv"),
    ("read_csv('x') = a", 0, "not taken"),
    ("nonsense(a) > 1", 0, "not taken in a condition: nonsense"),
    ("a := 5", 0, "not taken"),
    ("(a, 1) = (1, 2)", 1, "not taken"),
    ("a >> b", 0, "not taken"),
    ("SELECT a", 7, "not taken"),
    ("DROP TABLE a", 11, "not taken"),
    ("a > 5 UNION SELECT 1", 0, "not taken"),
    ("*", 0, "not taken"),
    ("e'x' = a", 0, "not taken"),
    ("$$x$$ = a", 0, "not taken"),
    ("", 0, "the condition is empty"),
    ("   ", 0, "the condition is empty"),
    ("-- only a comment", 0, "the condition is empty"),
    ("a >", 2, "not readable as SQL near '>'"),
    ("(a > 5", 5, "not readable as SQL near '5': Expecting )"),
    ("a > 5)", 5, "not readable as SQL near ')'"),
    ("a > 5, b", 5, "not readable as SQL near ','"),
    ("a > 5 LIMIT 1", 10, "not readable as SQL near 'LIMIT'"),
    ("(" * 400 + "a" + ")" * 400, 20, "nested too deeply"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "offset", "fragment"), REFUSED, ids=[case[0][:40] for case in REFUSED])
def test_refused_node_or_argument(text: str, offset: int, fragment: str) -> None:
    found = refused(text)
    assert found[0] == offset
    assert fragment in found[1]


# What DuckDB takes for an expression, far and wide; the columns are those of the small ruleset.
SNIPPETS = r"""
visits > 5|visits >= 5|visits < 5|visits <= 5|visits = 5|visits == 5|visits <> 5|visits != 5|visits IN (1, 2)
visits NOT IN (1, 2)|visits BETWEEN 1 AND 5|visits NOT BETWEEN 1 AND 5|city LIKE 'a%'|city NOT LIKE 'a%'
city ILIKE 'a%'|city NOT ILIKE 'a%'|city ~~ 'a'|city !~~ 'a'|city ~~* 'a'|city !~~* 'a'|visits IS NULL
visits IS NOT NULL|visits ISNULL|visits NOTNULL|visits NOT NULL|likes_us IS TRUE|likes_us IS NOT TRUE
likes_us IS FALSE|likes_us IS NOT FALSE|likes_us IS UNKNOWN|likes_us IS NOT UNKNOWN|NOT likes_us|likes_us AND tried_us
likes_us OR tried_us|(likes_us)|likes_us = TRUE|CASE WHEN likes_us THEN 1 ELSE 2 END = visits
CASE WHEN likes_us THEN visits END = 1|CASE WHEN likes_us THEN NULL ELSE 1 END = visits|COALESCE(visits, 1) = 1
IFNULL(visits, 1) = 1|NVL(visits, 1) = 1|GREATEST(visits, 1) = 1|LEAST(visits, 1) = 1|NULLIF(visits, 1) = 1
visits + 1 = 2|visits - 1 = 2|-visits = 2|+visits = 2|visits * 2 = 2|visits / 2 = 2|ABS(visits) = 1|@visits = 1
ROUND(visits) = 1|ROUND(visits, 2) = 1|LENGTH(city) = 1|LEN(city) = 1|LOWER(city) = 'a'|UPPER(city) = 'A'
YEAR(met) = 2020|QUARTER(met) = 1|MONTH(met) = 1|DAY(met) = 1|EXTRACT(year FROM met) = 1|EXTRACT(week FROM met) = 1
EXTRACT(epoch FROM met) = 1|DATE_DIFF('month', met, left) = 1|DATEDIFF('day', met, left) = 1
DATE_DIFF('week', met, left) = 1|met > CURRENT_DATE|met > TODAY()|met - left > 5|met + 5 > left|met > '2026-01-31'
seat = 'DE'|size = 'large'|risk.index > 1|seller.max_order > visits|score > 5|coverage > 0.5|interest > 5
interest.coverage > 0.5|grown > 'seed'|visits // 2 = 1|visits % 2 = 1|visits ^ 2 = 1|visits ** 2 = 1|visits & 1 = 1
visits \| 1 = 1|~visits = 1|visits << 1 = 2|visits >> 1 = 2|xor(visits, 1) = 1|CAST(visits AS INT) = 1
TRY_CAST(visits AS INT) = 1|visits::TEXT = '1'|DATE '2020-01-01' = met|TIMESTAMP '2020-01-01' = met|TIME '10:00' = met
INTERVAL 1 DAY > 1|met + INTERVAL '1' MONTH > left|city ~ 'a'|city !~ 'a'|city SIMILAR TO 'a'|city NOT SIMILAR TO 'a'
city GLOB 'a*'|regexp_matches(city, 'a')|regexp_replace(city, 'a', 'b') = 'c'|regexp_extract(city, 'a') = 'b'
regexp_split_to_array(city, 'a') = 'b'|city -> 'a' = 'b'|city ->> 'a' = 'b'|json_extract(city, 'a') = 'b'
city['a'] = 'b'|city[1] = 'b'|city[1:2] = 'b'|list_transform([1], x -> x + 1) = 1
list_transform([1], lambda x: x + 1) = 1|[1, 2] = visits|[x for x in [1] if x > 0] = visits|{'a': 1} = visits
MAP {'a': 1} = visits|ARRAY[1] = visits|struct_pack(a := 1) = visits|row(1, 2) = visits|(1, 2) = visits
visits IN [1, 2]|visits IN (SELECT 1)|visits IN visits|visits IN (1, NULL)|visits IN ()|SUM(visits) > 1|COUNT(*) > 1
COUNT(DISTINCT visits) > 1|AVG(visits) > 1|MIN(visits) > 1|MAX(visits) > 1|MEDIAN(visits) > 1|STDDEV(visits) > 1
STRING_AGG(city, ',') = 'a'|LIST(visits) = 1|FIRST(visits) > 1|ANY_VALUE(visits) > 1|ARG_MAX(visits, stars) > 1
SUM(visits) FILTER (WHERE likes_us) > 1|ROW_NUMBER() OVER () > 1|RANK() OVER (ORDER BY visits) > 1
LAG(visits) OVER () > 1|SUM(visits) OVER (PARTITION BY city) > 1|visits = ?|visits = $1|visits = $name|visits = :name
visits = @name|visits = #1|visits BETWEEN SYMMETRIC 5 AND 1|CASE visits WHEN 1 THEN TRUE END|city LIKE 'a' ESCAPE '!'
city LIKE ANY ('a')|city LIKE ALL ('a')|EXISTS (SELECT 1)|(SELECT 1) = visits|visits > ALL (SELECT 1)
visits = ANY (SELECT 1)|visits = ANY([1])|visits IS DISTINCT FROM 1|visits IS NOT DISTINCT FROM 1
city COLLATE nocase = 'a'|visits IS 5|visits IS NOT 5|visits = NULL|NULL|met AT TIME ZONE 'UTC' = left
city \|\| 'a' = 'b'|CONCAT(city, 'a') = 'b'|CONCAT_WS(',', city) = 'b'|SUBSTRING(city, 1, 2) = 'a'|LEFT(city, 1) = 'a'
TRIM(city) = 'a'|LTRIM(city) = 'a'|REPLACE(city, 'a', 'b') = 'c'|REVERSE(city) = 'a'|REPEAT(city, 2) = 'a'
LPAD(city, 2, 'a') = 'a'|SPLIT_PART(city, 'a', 1) = 'b'|STRING_SPLIT(city, 'a') = 'b'|STARTS_WITH(city, 'a')
PREFIX(city, 'a')|CONTAINS(city, 'a')|SUFFIX(city, 'a')|city ^@ 'a'|STRPOS(city, 'a') = 1|POSITION('a' IN city) = 1
ASCII(city) = 1|CHR(65) = city|MD5(city) = 'a'|SHA256(city) = 'a'|HASH(city) = 1|ENCODE(city) = 'a'|UNHEX(city) = 'a'
FORMAT('{}', city) = 'a'|LEVENSHTEIN(city, 'a') = 1|FLOOR(visits) = 1|CEIL(visits) = 1|TRUNC(visits) = 1
SQRT(visits) = 1|CBRT(visits) = 1|EXP(visits) = 1|LN(visits) = 1|LOG(visits) = 1|LOG2(visits) = 1|POW(visits, 2) = 1
SIGN(visits) = 1|SIN(visits) = 1|ATAN2(visits, 1) = 1|PI() = visits|RANDOM() = visits|MOD(visits, 2) = 1
DIV(visits, 2) = 1|visits DIV 2 = 1|FACTORIAL(visits) = 1|visits ! = 1|GCD(visits, 2) = 1|IF(likes_us, 1, 2) = visits
IFF(likes_us, 1, 2) = visits|ISNAN(visits)|ISINF(visits)|DATE_TRUNC('month', met) = left|DATE_PART('year', met) = 1
DATE_ADD(met, INTERVAL 1 DAY) = left|DATE_SUB('day', met, left) = 1|MAKE_DATE(2020, 1, 1) = met
STRFTIME(met, '%Y') = '2020'|STRPTIME('2020', '%Y') = met|WEEK(met) = 1|DAYOFWEEK(met) = 1|DAYOFYEAR(met) = 1
LAST_DAY(met) = left|DAYNAME(met) = 'a'|AGE(met) = left|EPOCH(met) = 1|CURRENT_TIMESTAMP = met|CURRENT_TIME = met
LOCALTIMESTAMP = met|NOW() = met|CURRENT_USER = city|CURRENT_SCHEMA() = city|VERSION() = city|getenv('HOME') = city
read_csv('x') = city|read_text('x') = city|query('x') = city|nextval('a') = 1|typeof(visits) = 'a'
unnest([1]) = visits|range(5) = visits|generate_series(1, 2) = visits|error('x')|TRY(visits > 1)|nonsense(visits) = 1
main.nonsense(visits) = 1|city.length() = 1|city.upper() = 'A'|a.b.c = 1|a.b.c.d = 1|visits AS x|visits x
visits > 5; SELECT 1|visits > 5 -- x|visits > 5 /* x */|"visits" > 5|`visits` > 5|visits > 1_000|visits > 0x10
visits > 1e999|visits > 1e|visits > 1e-400|e'a' = city|x'41' = city|b'1' = visits|n'a' = city|u&'a' = city
$$a$$ = city|$t$a$t$ = city|SELECT 1|SELECT visits|FROM visits|VALUES (1)|TABLE visits|WITH a AS (SELECT 1) SELECT 1
DROP TABLE x|CREATE TABLE x (a INT)|INSERT INTO x VALUES (1)|UPDATE x SET a = 1|DELETE FROM x|COPY x TO 'y'|ATTACH 'x'
INSTALL x|LOAD x|PRAGMA x|SET x = 1|CALL x()|SHOW TABLES|DESCRIBE x|EXPLAIN SELECT 1|PIVOT x ON y|SUMMARIZE x|BEGIN
COMMIT|USE x|visits > 5 UNION SELECT 1|visits > 5 LIMIT 1|visits > 5 ORDER BY 1|visits > 5 GROUP BY 1
visits > 5 WINDOW w AS ()|visits := 5|*|visits.*|COLUMNS(*) > 1|COLUMNS('a') > 1|* EXCLUDE (a)|visits => 5|visits -> 5
visits > > 5|1 < visits < 5|visits = likes_us = tried_us|visits,|,|(|)|()|'|"|''|'a'|5|5.|.5|-|--|.|a.|.a|@|#|$|?|:|::
!|~|%|^|\
""".strip()


def snippets() -> list[str]:
    bar = "\0"
    lines = SNIPPETS.replace(r"\|", bar).splitlines()
    return [part.replace(bar, "|") for line in lines for part in line.split("|")]


def nodes(text: str) -> list[exp.Expr] | None:
    """All nodes that the parser makes of a text; None where it makes none."""
    try:
        tree = sqlglot.parse_one(text, read="duckdb")
    except (SqlglotError, ValueError):
        return None
    return list(tree.walk()) if tree is not None else None


@pytest.mark.parametrize("text", snippets())
def test_snippet_is_in_the_table_or_refused(text: str, compiles: Compiles) -> None:
    accepted = compiles(text)
    found = nodes(text)
    if found is None or any(type(node) not in TABLE for node in found):
        assert not accepted
    if accepted:
        assert found is not None
        for node in found:
            given = {name for name, value in node.args.items() if value not in (None, False, [])}
            assert given <= TABLE[type(node)].arguments
            assert not isinstance(node, exp.If) or isinstance(node.parent, exp.Case)


class Compiles:
    """Says whether a text compiles to a condition of the small ruleset; lets every error but ConditionError through."""

    def __init__(self, folder: Path) -> None:
        from datetime import date

        self.scope = load(folder, SMALL).plan(date(2026, 11, 23)).scope

    def __call__(self, text: str) -> bool:
        from shortlist.expressions.compiler import compile_condition
        from shortlist.planning.scope import RULE

        try:
            with self.scope.reading("test", RULE):
                compile_condition(text, self.scope)
        except ConditionError as error:
            assert 0 <= error.offset <= len(text)
            return False
        return True


@pytest.fixture(scope="module")
def compiles(tmp_path_factory: pytest.TempPathFactory) -> Compiles:
    return Compiles(tmp_path_factory.mktemp("small"))


def test_snippets_reach_every_node_of_the_table_and_many_that_are_refused(compiles: Compiles) -> None:
    texts = snippets()
    made = {text: {type(node) for node in nodes(text) or []} for text in texts}
    assert len(texts) >= 150
    assert len(set().union(*made.values()) - set(TABLE)) >= 120
    taken = set().union(*(kinds for text, kinds in made.items() if compiles(text)))
    assert taken == set(TABLE)


@pytest.mark.parametrize("node", [kind for kind in TABLE if kind not in (exp.Identifier, exp.Var, exp.If)])
def test_every_node_of_the_table_has_a_meaning(node: type[exp.Expr]) -> None:
    assert callable(getattr(Compiler, f"_{node.__name__.lower()}", None))


@pytest.mark.parametrize("node", list(TABLE))
def test_every_row_of_the_table_names_arguments_that_exist_and_is_told_in_both_languages(node: type[exp.Expr]) -> None:
    rule = TABLE[node]
    assert rule.arguments <= set(node.arg_types)
    assert bool(rule.meaning.en) == bool(rule.meaning.zh) == bool(rule.spelling)


@pytest.mark.parametrize("node", [kind for kind, rule in TABLE.items() if rule.spelling and kind is not exp.Extract])
def test_every_spelling_of_the_table_parses_to_its_node(node: type[exp.Expr]) -> None:
    spelling = TABLE[node].spelling
    depth, parts = 0, [""]
    for character in spelling:
        depth += (character == "(") - (character == ")")
        parts = [*parts, ""] if character == "," and not depth else [*parts[:-1], parts[-1] + character]
    for part in (part.strip() for part in parts):
        text = {"( )": "(a)", "NULL": "CASE WHEN a THEN NULL END"}.get(part, part).replace("...", "a")
        text = text.replace(", from, to)", ", a, b)")
        assert any(isinstance(found, node) for found in parse(text).walk()), text


@pytest.mark.parametrize(
    ("when", "column"),
    [
        ("visist > 5", 11),
        ("visits > 5 AND visist > 3", 26),
        ("'visits > 5 AND visist > 3'", 27),
        ('"visits > 5 AND visist > 3"', 27),
        ("'city = ''Bonn'' AND visist > 3'", 32),
        ("   visist > 5", 14),
    ],
)
def test_column_of_a_mistake_is_that_in_the_file(when: str, column: int, tmp_path: Path) -> None:
    path = write(tmp_path, SMALL, f"rules:\n  - id: a\n    then: review\n    when: {when}\n")
    assert only(path)[:2] == (SMALL.count("\n") + 4, column)


@pytest.mark.parametrize("style", [">-", "|"])
def test_mistake_in_a_block_is_placed_where_the_block_begins(style: str, tmp_path: Path) -> None:
    rules = f"rules:\n  - id: a\n    then: review\n    when: {style}\n      visits > 5\n      AND visist > 3\n"
    line = only(write(tmp_path, SMALL, rules))[0]
    assert line is not None
    assert SMALL.count("\n") + 4 <= line <= SMALL.count("\n") + 6


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a BETWEEN 1", "write a BETWEEN x AND y"),
        ("a > 1 AND", "write a AND b"),
        ("t LIKE", "write a LIKE 'x%'"),
        ("NULLIF(a) = 1", "write NULLIF(a, b)"),
        ("a IS NOT", "something is missing or out of place here"),
        ("a BETWEEN b IN (1, 2) AND 3", "something is missing"),
        ("t LIKE '%％%'", "'％' would be the wildcard '%' here"),
        ("t NOT ILIKE 'a＿b'", "'＿' would be the wildcard '_' here"),
    ],
)
def test_what_is_missing_is_said_in_our_words(text: str, said: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert said in caught.value.text.en, caught.value.text.en
    assert "class" not in caught.value.text.en and "Required" not in caught.value.text.zh
