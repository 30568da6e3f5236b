"""Why cells that say a range, or may, stay unread: what stands behind `stays unread:`."""

from __future__ import annotations

from collections.abc import Mapping

from shortlist.language import Text

UNREAD: Mapping[str, Text] = {
    "reversed": Text(
        "a range whose first end is not below its last; write the lesser end first, and a magnitude at both",
        "区间前端不小于后端；请先写小的一端，并在两端都注明数量级",
    ),
    "magnitudes": Text(
        "a range whose first end says no magnitude: in that of the last it is the larger one, and as it stands the ends are far apart; write "
        "a magnitude at both",
        "区间前端未注明数量级：按后端的数量级它更大，按原样则两端相差悬殊；请在两端都注明数量级",
    ),
    "last": Text(
        "a range whose first end says a magnitude and whose last, which is smaller without one, says none (10M - 50); write it at both",
        "区间前端注明了数量级，后端未注明，按原样反而更小（如 10M - 50）；请在两端都注明",
    ),
    "tolerance": Text(
        "a tolerance that may be meant in two ways (15% ± 2%: points, or percent of it; $10M ± 2: millions, or dollars); write from and to",
        "允许的偏差有两种理解（如 15% ± 2% 是百分点还是比例，$10M ± 2 是二百万还是 2 美元）；请写明起止",
    ),
    "currencies": Text(
        "a range whose ends are in different currencies; write both in one", "区间两端货币不同；请统一为一种货币"
    ),
    "nothing": Text(
        "a range that spans all, or nearly all, that the field can be, and so says nothing",
        "区间几乎涵盖该字段的全部取值，等于没有信息",
    ),
    "outside": Text("a range with an end outside what the field can be", "区间有一端超出该字段的取值范围"),
    "about": Text(
        "about some time; for days and years no tolerance is stated, so write from and to",
        "只给出大致日期或年份，而日期没有约定的误差；请写明起止",
    ),
    "circa": Text(
        "c or ca before a number may say about, or Canada's dollars; write approx. or CAD",
        "数字前的 c 或 ca 既可能表示“约”，也可能指加元；请写“约”或 CAD",
    ),
    "recent": Text(
        "the last days or months, or nearly so many; write <=30 for within the last 30, or from and to",
        "“近30天”既可能是最近 30 天之内，也可能是接近 30 天；请写 <=30 或写明起止",
    ),
    "several": Text(
        "several, or an order of magnitude (hundreds, 几百, 千万级, 7 figures), without ends; write from and to",
        "只给出约数或数量级（如“几百”“数千”“千万级”），没有两端；请写明起止",
    ),
    "late": Text(
        "days late, counted from a due date, which the field does not count; map the column to a field of days late",
        "为逾期天数（自到期日起算），与字段不同；请把该列对应到逾期天数字段",
    ),
    "punctual": Text(
        "not late, or early, of which no number says how much; write 0, or the days early as -5",
        "表示未逾期或提前，但没有数值；请写 0，提前的写负数，如 -5",
    ),
    "relative": Text(
        "relative to a day, or in a year, that the cell does not name (last 30 days, last month, Q3 alone); write from and to with the year",
        "以单元格未写明的日期或年份为基准（如“近30天”“上月”、未写年份的“三季度”）；请写明起止日期并带年份",
    ),
    "fiscal": Text(
        "a fiscal year or a part of one, which begins when the company has it begin; write from and to",
        "为财年或其中一段，而各公司财年起始月份不同；请写明起止日期",
    ),
    "unfixed": Text(
        "a time whose beginning and end are not fixed (early 2024, 2000s, week 12); write from and to",
        "所指时段的起止并不确定（如 2024年初、2000年代、第12周）；请写明起止",
    ),
    "time": Text(
        "in another unit of time than the field's, such as months, of which each has its own number of days; write it in the field's unit",
        "时间单位与字段不同（如各月天数不等）；请按字段的单位填写",
    ),
    "tenths": Text(
        "in tenths (成), which may be loosely said; write a percent, as 30%",
        "以“成”表示，可能只是约数；请写百分比，如 30%",
    ),
    "unit": Text(
        "a number with a unit of its own below a header that counts in thousands, 万 or the like; write it in the header's unit, or with a magnitude",
        "单元格自带单位（如“300人”“500元”），而表头以千、万等计；请按表头的单位填写，或写明“万”“亿”等",
    ),
    "period": Text(
        "an amount of another period, or of recurring revenue alone (ARR), which the field is not; write the amount of a year",
        "为其他期间的金额，或仅为经常性收入（ARR），与字段不同；请写全年金额",
    ),
    "plus": Text(
        "a plus before a number, which may say that or more; write 50+ or 50",
        "数字前有加号，可能表示“以上”；请写 50+ 或 50",
    ),
    "beyond": Text(
        "a sign or word for beyond before two ends, of which the first may belong to the range or not; write 51-200 or >51",
        "两端之前有“大于”“超过”等字样，前端是否包含在内不明；请写 51-200 或 >51",
    ),
    "span": Text(
        "a year with two digits more, which are no span of years for sure; write both years in full, as 1998-2005",
        "年份后另有两位数字，难以确定为年份区间；请写全两个年份，如 1998-2005",
    ),
    "gap": Text(
        "two numbers with a space between them, beside ranges: a dash that was lost, or thousands; write 51-200 or 51200",
        "两个数之间只有空格，而该列另有区间：可能漏了连字符，也可能是千位分隔；请写 51-200 或 51200",
    ),
    "mark": Text(
        "a number that parts thousands as its words do (mehr als 1.000), by what is the decimal mark of the column; write 1000",
        "按所用语言的习惯，数中的点或逗号应为千位分隔（如 mehr als 1.000），而该列以它为小数点；请写 1000",
    ),
    "full": Text(
        "an amount so large in the unit of its header that it seems to be written in full; write the magnitude at the amount, or give the "
        "column without one, as with --map FIELD=HEADER:USD",
        "按表头单位计金额过大，似为完整金额；请在金额后注明数量级，或用 --map 字段=表头:USD 之类指明该列没有数量级",
    ),
    "object": Text(
        'an object that is no range of the field; write {"least": 51, "most": 200}, numbers without a unit, dates as "2024-01-31", '
        "levels by name, and leave an end out that is not known",
        '为对象，但不是该字段的区间；请写作 {"least": 51, "most": 200}，数值不带单位，日期写作 "2024-01-31"，等级写名称，未知的一端可省略',
    ),
    "day": Text(
        "a day, which spreadsheets make of a band such as 1-10 or 11-50; format the column as text there before bands are "
        "entered, or write 1 to 10",
        "为日期，应是电子表格把 1-10、11-50 这类区间自动转换所致；请先把该列设为文本格式再录入，或写作“1至10”",
    ),
}
