"""Which fields somebody can change, as a sales manager sees it: one table, so that like fields are judged alike.

Changeable is what we or the customer can bring about within months without waiting for a new year's accounts: terms, visits, contacts,
how we serve, what is agreed. What people only judge or forecast (a rating by sales, the probability of a deal) is not, or
the first way over the cut would be to judge better.
"""

from typing import Literal

CHANGEABLE = (
    # what is agreed: needs and services that we take on, terms, prices, contracts
    "needs", "services_needed", "service_days", "response_hours", "freight_share", "transport_days", "contract_years", "framework_agreement",
    "committed_volume", "planned_growth", "gross_margin", "days_to_pay", "risk_terms", "prepayment_share", "penalty_exposure",
    "acceptance_terms", "price_adjustment", "requirement_changes", "named_contact",
    # what is bought, and what we could sell besides
    "annual_spend", "orders", "orders_last_year", "last_order", "days_since_order", "months_with_orders", "product_lines", "wallet_share",
    # what is open and can be paid or settled
    "overdue_invoices", "overdue_amount", "overdue_0_30", "overdue_31_60", "overdue_61_90", "overdue_over_90", "reconciliation",
    # how it is served and how it uses the product
    "service_cost", "tickets", "site_visits", "custom_days", "self_service_share", "feature_share", "active_user_share", "usage_days",
    # how both sides work together
    "meetings", "need_clarity", "satisfaction", "communication", "service_skill", "co_innovation", "problem_solving", "feedback_quality",
    "events_attended", "beta_tests", "referrals",
    # how far talks have come
    "last_activity", "open_deals", "known_contacts",
)  # fmt: skip

FIXED = (
    # what and where a company is, and how large
    "annual_revenue", "previous_revenue", "employees", "market_capitalisation", "market_share", "country", "city", "region", "latitude",
    "longitude", "founded_year", "industry", "customer_type", "chain_position",
    # what was, and how it came to us
    "first_order", "customer_years", "previous_annual_spend", "total_spend", "lead_source",
)  # fmt: skip

FOUND_OUT = (
    # its accounts, and what registers and agencies say of it
    "total_assets", "net_income", "current_ratio", "credit_rating", "receivables", "overdue_share", "ebit", "ebitda",
    "interest_expense", "working_capital", "retained_earnings", "equity",
    "operating_cash_flow", "debt_ratio", "largest_customer_share", "largest_supplier_share", "open_lawsuits",
    "research_spending", "patents", "innovation_projects", "certifications", "aeo_status", "tax_credit_grade", "compliance_penalties",
    "website", "email",
    # how it has paid and kept contracts, which only time changes
    "average_days_late", "settled_invoices", "late_share", "lateness_trend", "dispute_share", "early_share", "dunning_calls",
    "contract_performance",
    # what it intends, and how it buys
    "budget", "expected_annual_purchase", "reply_days", "purchase_motive", "decision_levels", "decision_days", "formal_procurement",
    "brands_compared", "relation", "brand_loyalty", "channel_preference", "follow_on_inquiries", "recommendation",
    # where it stands: a stage is what has come of the talks, and nobody enters another one to pass a cut
    "crm_stage", "lead_status",
    # what people judge or expect
    "function_fit", "after_sales_fit", "supply_stability", "market_stability",
    "brand_awareness", "reputation", "industry_leadership", "management_quality", "values_fit", "work_style_fit",
    "value_judgement", "forbearance", "data_security", "contract_discipline", "retention_rate", "deal_probability", "lead_rating",
)  # fmt: skip

ACTIONABLE: dict[str, bool | Literal["ask"]] = {
    **dict.fromkeys(CHANGEABLE, True),
    **dict.fromkeys(FIXED, False),
    **dict.fromkeys(FOUND_OUT, "ask"),
}
"""By field what `Field.actionable` is; a built-in field that is not here is a mistake, for nobody has judged it."""
