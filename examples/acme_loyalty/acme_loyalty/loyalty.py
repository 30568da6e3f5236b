"""Loyalty: how long a customer has bought from Acme, and how large a share of its business that is."""

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from shortlist import Context, Criterion, Measure, Text, linear


class Params(BaseModel):
    """What a ruleset may set under `params:`."""

    model_config = ConfigDict(extra="forbid")

    full_share: float = Field(0.02, gt=0, le=1, description="The share of the customer's revenue that is worth 100.")


def wallet_share(context: Context) -> pl.Expr:
    """Spend with Acme as a part of the customer's revenue, where 1 is `full_share`; null where either is missing."""
    share = pl.col("acme_spend_with_us") / pl.col("annual_revenue")
    return share * (1.0 / context.params.full_share)  # a column is never divided by a number: see docs/plugin-hooks.md


CRITERION = Criterion(
    id="acme_loyalty",
    title=Text("Loyalty", "忠诚度"),
    about=Text(
        "How long the customer has bought from Acme, and how much of its business goes to Acme.",
        "客户与 Acme 合作了多久，其业务中有多大比例给了 Acme。",
    ),
    params=Params,
    measures=(
        Measure(
            "years",
            value="acme_years",
            curve=linear({0: 0, 1: 40, 5: 100}),
            direction="rising",
            title=Text("Years as a customer", "合作年限"),
            source=Text("CRM", "CRM"),
        ),
        Measure(
            "wallet_share",
            value=wallet_share,
            fields=("acme_spend_with_us", "annual_revenue"),
            curve=linear({0: 0, 1: 100}),
            direction="rising",
            weight=2,
            title=Text("Share of wallet", "钱包份额"),
            source=Text("own invoices, annual report", "本公司发票、客户年报"),
        ),
    ),
)
