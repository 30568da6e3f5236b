"""Makes `sp500.csv` from the two public-domain (ODC-PDDL) S&P 500 files; run as `python examples/make_sp500.py FOLDER`.

Revenue is market capitalisation over price/sales, net income earnings per share times market capitalisation over price;
both are derived from the files' figures, rounded to a million, and only as good as these.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

COUNTRIES = {"Ireland": "Ireland", "United Kingdom": "United Kingdom", "Switzerland": "Switzerland", "Bermuda": "Bermuda",
             "Netherlands": "Netherlands", "Canada": "Canada", "Singapore": "Singapore", "Israel": "Israel", "UK": "United Kingdom"}  # fmt: skip


def number(text: str) -> float | None:
    return float(text) if text else None


def million(value: float | None) -> str:
    return "" if value is None else str(round(value / 1e6))


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "sp500_financials.csv").open(newline="", encoding="utf-8") as file:
        figures = {row["Symbol"]: row for row in csv.DictReader(file)}
    result = []
    with (folder / "sp500_constituents.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found = figures.get(row["Symbol"], {})
            cap, sales, price, earnings = (
                number(found.get(key, "")) for key in ("Market Cap", "Price/Sales", "Price", "Earnings/Share")
            )
            city, _, area = row["Headquarters Location"].rpartition(", ")
            result.append({
                "Symbol": row["Symbol"],
                "Company": row["Security"],
                "Sector": row["GICS Sector"],
                "City": city,
                "Country": COUNTRIES.get(area, "USA"),
                "Founded": row["Founded"],
                "Sub-industry": row["GICS Sub-Industry"],
                "Revenue ($m)": million(cap / sales if cap and sales else None),
                "Net income ($m)": million(earnings * cap / price if cap and price and earnings is not None else None),
                "EBITDA ($m)": million(number(found.get("EBITDA", ""))),
                "Market cap ($m)": million(cap),
            })  # fmt: skip
    return result


if __name__ == "__main__":
    table = rows(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data"))
    with Path(__file__).with_name("sp500.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
