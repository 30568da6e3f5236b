"""Every way in which a plugin can be wrong: it is named with its reason, and nothing else suffers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from shortlist import Ruleset
from shortlist.cli import run
from shortlist.errors import ShortlistError
from shortlist.plugins.discovery import registry
from shortlist.testing.conformance import verify_plugins
from tests.support.distributions import CRITERIA, GOOD, HEAD, distribution, site
from tests.support.seeds import sample
from tests.support.small import decide

__all__ = ["site"]


@dataclass(frozen=True)
class Broken:
    """The module of a plugin, what is said of it in both languages, and which ids it takes down."""

    code: str
    en: str
    zh: str
    needs: str = "criteria: {acme_loyalty: {weight: 1}}"
    other: bool = False
    """Whether the plugin's other criterion, acme_other, must still work."""


def function(body: str, fields: str = '("acme_years",)', curve: str = "linear({0: 0, 5: 100})") -> str:
    """A plugin with a function-valued measure, and a sound criterion beside it."""
    return (
        HEAD
        + f"def measured(context):\n    return {body}\n"
        + CRITERIA.format(f"criterion(value=measured, fields={fields}, curve={curve}), criterion('acme_other')")
    )


def two(first: str) -> str:
    return HEAD + CRITERIA.format(f"{first}, criterion('acme_other')")


MATRIX = {
    "import error": Broken(
        "import no_such_module\n" + GOOD,
        "acme-loyalty:loyalty: its import raises ModuleNotFoundError: No module named 'no_such_module' (SITE/acme.py:1); install it, or name it in the",
        "acme-loyalty:loyalty: 导入出错：ModuleNotFoundError: No module named 'no_such_module'（SITE/acme.py:1）；请安装它，或写入该发行包的依赖",
    ),
    "syntax error": Broken(
        "def broken(:\n",
        "acme-loyalty:loyalty: its import raises SyntaxError: invalid syntax (acme.py, line 1) (SITE/acme.py:1)",
        "acme-loyalty:loyalty: 导入出错：SyntaxError",
    ),
    "SystemExit": Broken(
        "raise SystemExit(3)\n",
        "acme-loyalty:loyalty: its import raises SystemExit: 3 (SITE/acme.py:1); a plugin must not end the program",
        "插件不得结束程序",
    ),
    "SystemExit in a hook": Broken(
        HEAD + CRITERIA.format("exit(4)"),
        "acme-loyalty:loyalty: its register_criteria() raises SystemExit: 4",
        "acme-loyalty:loyalty: 钩子 register_criteria()出错：SystemExit: 4",
    ),
    "misspelt hook": Broken(
        GOOD.replace("register_criteria", "register_criterias"),
        "acme-loyalty:loyalty: there is no hook 'register_criterias'; did you mean 'register_criteria'?; the hooks are register_fields,",
        "没有钩子 'register_criterias'，是否应为 'register_criteria'？",
    ),
    "a hook with an argument": Broken(
        GOOD.replace("register_criteria()", "register_criteria(config)"),
        "acme-loyalty:loyalty: its registration raises PluginValidationError",
        "acme-loyalty:loyalty: 注册出错：PluginValidationError",
    ),
    "generator instead of list": Broken(
        HEAD + "@hookimpl\ndef register_criteria():\n    yield criterion()\n",
        "acme-loyalty:loyalty: register_criteria() must return a list of Criterion; found generator; use `return [...]`, not `yield`",
        "register_criteria() 必须返回 Criterion 的列表；实际为 generator；请用 `return [...]`，不要用 `yield`",
    ),
    "no return": Broken(
        HEAD + "@hookimpl\ndef register_criteria():\n    [criterion()]\n",
        "acme-loyalty:loyalty: register_criteria() must return a list of Criterion; found NoneType; return a list",
        "实际为 NoneType；请返回列表",
    ),
    "wrong type": Broken(
        HEAD + CRITERIA.format("criterion(), 'acme_other'"),
        "acme-loyalty:loyalty: register_criteria() must return a list of Criterion; item 2 is 'acme_other' (str)",
        "register_criteria() 必须返回 Criterion 的列表；第 2 项是 'acme_other'（str）",
    ),
    "wrapper": Broken(
        HEAD + "@hookimpl(wrapper=True)\ndef register_criteria():\n    return (yield)\n",
        "acme-loyalty:loyalty: register_criteria is marked wrapper=True; a plugin supplies its own and cannot change another's: write plain @hookimpl",
        "register_criteria 标记了 wrapper=True；插件只能提供自己的内容，不能改动他人的：请只写 @hookimpl",
    ),
    "tryfirst": Broken(
        GOOD.replace("@hookimpl\ndef register_criteria", "@hookimpl(tryfirst=True)\ndef register_criteria"),
        "register_criteria is marked tryfirst=True",
        "register_criteria 标记了 tryfirst=True",
    ),
    "duplicate id": Broken(
        two("criterion(), criterion()"),
        "acme-loyalty:loyalty: criterion 'acme_loyalty': is declared twice in this plugin; rename one",
        "acme-loyalty:loyalty: 评价维度 'acme_loyalty'：在此插件中声明了两次；请改名",
        other=True,
    ),
    "no prefix": Broken(
        two("criterion('loyalty')"),
        "acme-loyalty:loyalty: criterion 'loyalty': what acme-loyalty declares begins with 'acme_'; rename it to 'acme_loyalty'",
        "acme-loyalty 声明的名称须以 'acme_' 开头；请改名为 'acme_loyalty'",
        "criteria: {loyalty: {weight: 1}}",
        other=True,
    ),
    "colliding field": Broken(
        two("criterion(value='country', fields=('country',))").replace("[YEARS, SPEND]", "[YEARS, Field('country', 'text', title=TITLE)]"),
        "acme-loyalty:loyalty: field 'country': shortlist:criteria declares it otherwise (type: text / country); declare it alike, or under another name",
        "acme-loyalty:loyalty: 字段 'country'：shortlist:criteria 对它的声明不同（type: text / country）；请声明一致，或另起名称",
        other=True,
    ),
    "x - x.mean()": Broken(
        function("pl.col('acme_years') - pl.col('acme_years').mean()"),
        "acme-loyalty:loyalty: criterion 'acme_loyalty': measure 'years': the value of a row depends on the rows beside it",
        "指标 'years'：一行的取值依赖于其他行",
        other=True,
    ),
    "a shift": Broken(
        function("pl.col('acme_years').shift(1)"), "the value of a row depends on the rows beside it", "依赖于其他行", other=True
    ),
    "a division by a number": Broken(
        function("pl.col('acme_years') / 7"), "its last digits differ in a list of one row", "请乘以倒数", other=True
    ),
    "chance": Broken(
        function("pl.col('acme_years').map_batches(lambda s: s * __import__('random').random())"),
        "it gives another value each time; a decision must not depend on chance or the clock",
        "每次计算结果不同",
        other=True,
    ),
    "a Python call per row": Broken(
        function("pl.col('acme_years').map_elements(lambda x: x + 1, return_dtype=pl.Float64)"),
        "measure 'years': it calls Python for every row (map_elements, or a loop in map_batches), which is a hundred times slower; write it with Polars expressions",
        "指标 'years'：它对每一行调用 Python",
        other=True,
    ),
    "undeclared field": Broken(
        function("pl.col('acme_spend') * 2.0"),
        "measure 'years': its function reads acme_spend, which `fields` does not list; add it there",
        "指标 'years'：取值函数读取了 `fields` 中没有列出的 acme_spend",
        other=True,
    ),
    "a field that nobody declares": Broken(
        function("pl.col('acme_age')", "('acme_age',)"),
        "measure 'years': reads fields that no plugin declares: acme_age; add them to register_fields()",
        "读取了没有插件声明的字段：acme_age",
        other=True,
    ),
    "SQL error": Broken(
        two("criterion(value='acme_yaers * 2')"),
        "acme-loyalty:loyalty: criterion 'acme_loyalty': measure 'years': unknown name 'acme_yaers'; did you mean 'acme_years'?",
        "指标 'years'：未知名称 'acme_yaers'，是否应为 'acme_years'？",
        other=True,
    ),
    "wrong dtype": Broken(
        function("pl.lit('2020-01-01').str.to_date()"),
        "measure 'years': its function returns Date; it must be a number, a Boolean or text; count days",
        "指标 'years'：取值函数返回 Date；应为数字、布尔值或文本",
        other=True,
    ),
    "an untyped null": Broken(
        function("pl.lit(None)"), "its function returns Null; it must be a number", "取值函数返回 Null", other=True
    ),
    "a curve that does not fit": Broken(
        function("pl.col('acme_years')", curve="levels({'a': 1.0})"),
        "measure 'acme_loyalty.years' gives number, which needs linear or steps",
        "需要 linear 或 steps",
        other=True,
    ),
    "no curve": Broken(
        two("criterion(curve={0: 1})"),
        "measure 'years': curve must be linear(...), steps(...) or levels(...); found dict",
        "指标 'years'：curve 须为 linear(...)、steps(...) 或 levels(...)；实际为 dict",
        other=True,
    ),
    "a function that raises": Broken(
        function("context.params.absent"),
        "measure 'years': its function raises AttributeError: 'NoneType' object has no attribute 'absent' (SITE/acme.py:",
        "指标 'years'：取值函数出错：AttributeError",
        other=True,
    ),
    "no expression": Broken(
        function("1.0"), "its function must return a Polars expression; found float", "取值函数必须返回 Polars 表达式；实际为 float", other=True
    ),
    "missing language": Broken(
        two("criterion(title={'en': 'Years'})"),
        "a text needs exactly the languages en and zh, neither empty; found {'en': 'Years'} (SITE/acme.py:",
        "文本须且只须写 en 和 zh 两种语言，且均不能为空",
    ),
    "one language for both": Broken(
        two("criterion(title='Years')"),
        "measure 'years': its title is the same in both languages ('Years'); write it in English and in Chinese",
        "指标 'years'：标题在两种语言中相同（'Years'）",
        other=True,
    ),
    "no title": Broken(
        two("Criterion('acme_loyalty', criterion().measures)"),
        "criterion 'acme_loyalty': its title is missing",
        "评价维度 'acme_loyalty'：缺少标题",
        other=True,
    ),
    "against its direction": Broken(
        two("criterion(direction='falling')"),
        "measure 'years': direction is falling, but its curve is rising (0, 100)",
        "direction 为 falling，曲线却是上升的",
        other=True,
    ),
    "another API major": Broken(
        GOOD.replace("shortlist_api = 1", "shortlist_api = 2"),
        "acme-loyalty:loyalty: it was written for interface 2, this program has 1; install a release of acme-loyalty for interface 1",
        "它面向接口版本 2，本程序为 1",
    ),
    "no API": Broken(
        GOOD.replace("shortlist_api = 1", ""), "add the line `shortlist_api = 1`", "请加上一行 `shortlist_api = 1`"
    ),
}  # fmt: skip

LIST = "name,country,annual_revenue,acme_years,acme_spend\nA,DE,1000000000,3,5\nB,CN,,,\n"
OTHER = 'ruleset: other\nversion: "1.0"\nextends: b2b\n'


@pytest.mark.quick(2)
@pytest.mark.parametrize("name", sample(list(MATRIX), len(MATRIX) // 4))
def test_a_broken_plugin_is_named_and_the_rest_works(
    name: str, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = MATRIX[name]
    distribution(site, "acme", case.code)
    monkeypatch.setenv("COLUMNS", "4000")

    def status(*arguments: str) -> int:
        monkeypatch.chdir(tmp_path)
        return run(arguments)

    assert status("--help") == 0
    assert "plugins" in capsys.readouterr().out
    assert status("plugins", "--json") == 0
    reported = {plugin["id"]: plugin for plugin in json.loads(capsys.readouterr().out)["plugins"]}
    assert reported["acme-loyalty:loyalty"]["broken"]
    assert not any(reported[name]["broken"] for name in ("shortlist:criteria", "shortlist:rulesets"))
    problems = [(f"{p.place}: {p.text.en}", f"{p.place}: {p.text.zh}") for p in verify_plugins(registry())]
    said = "\n".join(" ".join(text.split()) for pair in problems for text in pair).replace(str(site), "SITE")
    assert case.en in said
    assert case.zh in said

    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    needed = f'ruleset: needing\nversion: "1.0"\n{case.needs}\n'
    (tmp_path / "needs.yaml").write_text(needed, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(OTHER, encoding="utf-8")
    capsys.readouterr()
    assert status("qualify", "list.csv", "-r", "needs.yaml") == 2
    printed = capsys.readouterr()
    assert (printed.out, "acme-loyalty:loyalty" in printed.err) == ("", True)
    assert status("qualify", "list.csv", "-r", "other.yaml", "-o", "out.csv") == 0, capsys.readouterr().err
    if case.other:
        works = needed.replace("acme_loyalty", "acme_other").replace("{loyalty:", "{acme_other:")
        (tmp_path / "works.yaml").write_text(works, encoding="utf-8")
        assert status("qualify", "list.csv", "-r", "works.yaml", "-o", "out2.csv") == 0, capsys.readouterr().err


def test_fields_declared_differently_fail_for_both_third_parties(site: Path) -> None:
    distribution(site, "acme", GOOD)
    other = GOOD.replace("minimum=0)", "minimum=1)").replace("acme_loyalty", "acme_second")
    distribution(site, "acme_two", other, name="acme-two")
    said = {str(problem) for problem in verify_plugins(registry())}
    for one, two, numbers in (("acme-loyalty", "acme-two", "0 / 1"), ("acme-two", "acme-loyalty", "1 / 0")):
        assert (
            f"{one}:loyalty: field 'acme_years': {two}:loyalty declares it otherwise (minimum: {numbers});"
            " declare it alike, or under another name" in said
        )
    assert "acme_years" not in registry().fields


def test_a_rule_that_reads_a_refused_field_is_told_why(site: Path, tmp_path: Path) -> None:
    distribution(site, "acme", GOOD.replace('"number", title=TITLE', '"number", title="Years"'))
    path = tmp_path / "rules.yaml"
    rule = "rules: [{id: old, when: acme_years > 5, then: {tag: old}}]"
    path.write_text(f'ruleset: rules\nversion: "1"\nextends: b2b\n{rule}\n', encoding="utf-8")
    with pytest.raises(ShortlistError) as caught:
        Ruleset.load(path)
    assert [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems] == [
        "4:25: unknown name 'acme_years'; did you mean 'customer_years'?",
        "acme-loyalty:loyalty: field 'acme_years': its title is the same in both languages ('Years');"
        " write it in English and in Chinese",
    ]


def test_a_field_declared_alike_is_one_field(site: Path) -> None:
    distribution(site, "acme", GOOD)
    distribution(site, "acme_two", GOOD.replace("acme_loyalty", "acme_second"), name="acme-two")
    assert not verify_plugins(registry())
    assert {"acme_loyalty", "acme_second"} <= set(registry().criteria)


def test_one_criterion_of_two_distributions_names_both(site: Path, tmp_path: Path) -> None:
    distribution(site, "acme", GOOD)
    distribution(site, "acme_two", GOOD, name="acme-two", entry="loyalty")
    said = [str(problem) for problem in verify_plugins(registry())]
    assert said == [
        f"{one}:loyalty: criterion 'acme_loyalty': is also supplied by {two}:loyalty; rename one, or leave a plugin out by SHORTLIST_PLUGINS"
        for one, two in (("acme-loyalty", "acme-two"), ("acme-two", "acme-loyalty"))
    ]


def test_a_plugin_cannot_take_a_built_in_criterion(site: Path) -> None:
    distribution(site, "acme", HEAD + CRITERIA.format("criterion('scale')"))
    assert registry().owner["scale"] == "shortlist:criteria"
    assert registry().criteria["scale"].title.en == "Business scale"
    assert any("is also supplied by shortlist:criteria" in str(problem) for problem in verify_plugins(registry()))


def test_one_entry_point_name_in_two_distributions_is_two_plugins(site: Path) -> None:
    distribution(site, "acme", GOOD, name="acme-loyalty", entry="main")
    code = GOOD.replace("acme_", "zenith_")
    distribution(site, "zenith", code, name="zenith-loyalty", entry="main")
    assert not verify_plugins(registry())
    assert [plugin.id for plugin in registry().plugins if plugin.id.endswith(":main")] == [
        "acme-loyalty:main",
        "zenith-loyalty:main",
    ]
    assert {"acme_loyalty", "zenith_loyalty"} <= set(registry().criteria)


def test_what_a_plugin_prints_does_not_reach_standard_output(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    distribution(site, "acme", "print('hello')\n" + GOOD)
    assert run(["plugins", "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)
    assert "hello" in printed.err


PARAMS = (
    HEAD
    + """
class Params(BaseModel):
    model_config = {"extra": "forbid"}
    full_share: float = 0.3

def share(context):
    return pl.col("acme_spend") / pl.col("annual_revenue") * (1.0 / context.params.full_share)

loyal = Criterion("acme_loyalty", (Measure("share", value=share, fields=("acme_spend", "annual_revenue"),
    curve=linear({0: 0, 1: 100}), title=TITLE),), title={"en": "Loyalty", "zh": "忠诚度"}, params=Params)
"""
    + CRITERIA.format("loyal")
)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ("{full_share: much}", "needs.yaml:4:50: params of 'acme_loyalty': full_share must be a number; found 'much'"),
        (
            "{ful_share: 1}",
            "needs.yaml:4:38: params of 'acme_loyalty': unknown key 'ful_share'; did you mean 'full_share'?",
        ),
    ],
)
def test_params_that_do_not_validate(
    params: str,
    said: str,
    site: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    distribution(site, "acme", PARAMS)
    monkeypatch.chdir(tmp_path)
    needs = f'ruleset: needs\nversion: "1.0"\ncriteria:\n  acme_loyalty: {{weight: 1, params: {params}}}\n'
    Path("needs.yaml").write_text(needs, encoding="utf-8")
    assert run(["check", "needs.yaml"]) == 1
    assert said in capsys.readouterr().err


def test_a_plugin_that_is_absent(
    tmp_path: Path, site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'ruleset: needs\nversion: "1.0"\nplugins: [acme-loyalty]\ncriteria:\n  acme_loyalty: {weight: 1}\n'
    monkeypatch.chdir(tmp_path)
    Path("needs.yaml").write_text(text, encoding="utf-8")
    Path("list.csv").write_text(LIST, encoding="utf-8")
    assert run(["qualify", "list.csv", "-r", "needs.yaml"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "needs.yaml:3:11: this ruleset needs a plugin that is not here: acme-loyalty is not installed; try: python -m pip install acme-loyalty",
        "needs.yaml:5:3: no plugin supplies the criterion 'acme_loyalty'; one written here needs measures with a `value:`",
    ]
    distribution(site, "acme", GOOD)
    monkeypatch.setenv("SHORTLIST_PLUGINS", "")
    registry.cache_clear()
    assert run(["qualify", "list.csv", "-r", "needs.yaml"]) == 2
    assert "SHORTLIST_PLUGINS leaves out acme-loyalty; add it there, or unset the variable" in capsys.readouterr().err
    monkeypatch.setenv("SHORTLIST_PLUGINS", "Acme_Loyalty")
    registry.cache_clear()
    assert run(["qualify", "list.csv", "-r", "needs.yaml"]) == 0


def test_a_function_of_params_seller_and_day(site: Path, tmp_path: Path) -> None:
    body = "pl.col('acme_years') * context.seller['factor'] + context.as_of.day * context.params.full"
    code = HEAD + "class Params(BaseModel):\n    full: float = 5\n\n" + f"def share(context):\n    return {body}\n"
    made = "Criterion('acme_fit', (Measure('share', share, linear({0: 0, 100: 100}), TITLE, fields=('acme_years',)),), title={'en': 'Fit', 'zh': '契合'}, params=Params)"
    distribution(site, "acme", code + CRITERIA.format(made))
    text = 'ruleset: r\nversion: "1"\nseller: {factor: 0.5}\ncriteria: {acme_fit: {weight: 1, params: {full: 2}}}\n'
    (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
    assert decide(Ruleset.load(tmp_path / "rules.yaml"), acme_years=4.0)["acme_fit"] == 4 * 0.5 + 23 * 2
