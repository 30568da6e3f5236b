"""The columns that the criterion reads, beside those of shortlist itself."""

from shortlist import Field, Text

FIELDS = (
    Field(
        "acme_years",
        "number",
        title=Text("Years as a customer of Acme", "与 Acme 合作年限"),
        aliases=("Years as customer", "Customer for years", "合作年限"),
        unit="years",
        minimum=0,
        maximum=100,
        ask=Text("Since when has the company bought from Acme?", "贵公司从哪一年开始向 Acme 采购？"),
    ),
    Field(
        "acme_spend_with_us",
        "money",
        title=Text("Yearly spend with Acme", "每年向 Acme 的采购额"),
        aliases=("Spend with us", "Yearly spend", "年采购额"),
        minimum=0,
        ask=Text("How much did the company buy from Acme last year?", "贵公司上一年度向 Acme 采购了多少？"),
    ),
)
