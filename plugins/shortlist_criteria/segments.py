"""Segments that rulesets use by name: the usual ways of classing customers (K01 to K11).

Their conditions read fields, and from the seller the thresholds of its own policy, which a ruleset that uses one sets under
`seller:`. Where the list does not say, the class is unknown: the last one is only for prospects for whom all others are known
to be false.
"""

from shortlist import Segment, SegmentClass, Text

# Days late, weighted by amount, less a credit for early settlement; null below the seller's minimum of settled invoices, so
# that the grade of a new customer is unknown rather than good. What is overdue counts towards that minimum only where it makes
# the grade a D: who owes ten invoices and has paid one is no unknown customer.
LATENESS = (
    "CASE WHEN settled_invoices >= seller.grade_min_invoices "
    "THEN average_days_late - seller.grade_early_credit * COALESCE(early_share, 0) "
    "WHEN settled_invoices + overdue_invoices >= seller.grade_min_invoices "
    "AND average_days_late - seller.grade_early_credit * COALESCE(early_share, 0) > seller.grade_c_days "
    "THEN average_days_late END"
)


def _class(id_: str, when: str | None, en: str, zh: str) -> SegmentClass:
    return SegmentClass(id_, when, Text(en, zh))


SEGMENTS = (
    Segment(
        "payment_grade",
        (
            _class("A", f"{LATENESS} <= seller.grade_a_days", "A: pays on time", "A级：按时付款"),
            _class("B", f"{LATENESS} <= seller.grade_b_days", "B: pays a little late", "B级：偶有逾期"),
            _class("C", f"{LATENESS} <= seller.grade_c_days", "C: pays late", "C级：经常逾期"),
            _class("D", None, "D: pays very late", "D级：严重逾期"),
        ),
        Text("Payment grade", "付款等级"),
        serves=("K11", "D01b"),
    ),
    Segment(
        "ageing",
        (
            _class("over_90", "overdue_over_90 > 0", "Owes for more than 90 days past due", "有逾期90天以上欠款"),
            _class("days_61_90", "overdue_61_90 > 0", "Owes for 61 to 90 days past due", "有逾期61至90天欠款"),
            _class("days_31_60", "overdue_31_60 > 0", "Owes for 31 to 60 days past due", "有逾期31至60天欠款"),
            _class("days_0_30", "overdue_0_30 > 0", "Owes for up to 30 days past due", "有逾期30天以内欠款"),
            _class("none", None, "Owes nothing past due", "无逾期欠款"),
        ),
        Text("Oldest debt past due", "最长逾期欠款账龄"),
        serves=("D01",),
    ),
    Segment(
        "strategic_level",
        (
            _class("end_consumer", "customer_type = 'individual'", "End consumer", "末端消费者"),
            _class("channel", "chain_position = 'distributor'", "Channel customer", "中间客户（经销商、代理商）"),
            _class("strategic_partner", "industry_leadership >= 4 AND contract_years >= 3 AND co_innovation >= 4", "Strategic partner", "战略合作伙伴"),
            _class("core", "annual_spend >= seller.core_share * seller.annual_sales", "Core customer", "核心客户"),
            _class("regular", None, "Regular customer", "一般客户"),
        ),
        Text("Strategic level", "战略层级"),
        serves=("K01", "K01a", "K01b", "K01c", "K01d"),
    ),
    Segment(
        "relation_to_us",
        (
            _class("internal", "relation = 'internal'", "Internal customer", "内部客户"),
            _class("external", "relation = 'external'", "External partner or authority", "外部客户（合作伙伴、供应商、政府）"),
            _class("indirect", "relation = 'indirect'", "Indirect customer, through a channel", "间接客户（经渠道采购）"),
            # A list that does not name the relation may still tell that there were no orders.
            _class("potential", "COALESCE(relation = 'potential', orders = 0)", "Potential customer", "潜在客户"),
            _class("direct", None, "Direct customer", "直接客户"),
        ),
        Text("Relation to us", "与我方的关系"),
        serves=("K02",),
    ),
    Segment(
        "legal_nature",
        (
            _class("government", "customer_type = 'government'", "Public body", "政府机构"),
            _class("nonprofit", "customer_type = 'nonprofit'", "Non-profit organisation", "非营利组织"),
            _class("individual", "customer_type = 'individual'", "Individual", "个人"),
            _class("enterprise", None, "Enterprise", "企业"),
        ),
        Text("Legal nature", "客户性质"),
        serves=("K03",),
    ),
    Segment(
        "buyer",
        (
            _class("consumer", "customer_type = 'individual'", "End consumer", "终端消费者"),
            _class("organisation", None, "Organisation", "组织型客户"),
        ),
        Text("Kind of buyer", "购买者类型"),
        serves=("K04",),
    ),
    Segment(
        "lifecycle_stage",
        (
            _class("prospect", "orders = 0", "Prospect", "潜在客户"),
            # Either is enough, the days or the date.
            _class("churned", "COALESCE(days_since_order, CURRENT_DATE - last_order) > 365", "Churned", "流失客户"),
            _class("new", "COALESCE(customer_years * 365, CURRENT_DATE - first_order) <= 180", "New", "新客户"),
            _class("active", None, "Active", "活跃客户"),
        ),
        Text("Lifecycle stage", "生命周期阶段"),
        serves=("K05",),
    ),
    Segment(
        "account_value",
        (
            _class("high", "annual_spend >= seller.high_spend OR expected_annual_purchase >= 2 * seller.high_spend", "High value", "高价值"),
            _class("low", "annual_spend < 0.1 * seller.high_spend AND expected_annual_purchase < 0.2 * seller.high_spend", "Low value", "低价值"),
            _class("normal", None, "Normal value", "普通价值"),
        ),
        Text("Value tier, current and potential", "价值层级"),
        serves=("K06", "D17"),
    ),
    Segment(
        "price_orientation",
        (
            _class("price", "value_judgement <= 2.5 OR purchase_motive = 'promotion'", "Buys by price", "价格导向型"),
            _class("value", None, "Buys by value", "价值导向型"),
        ),
        Text("Price orientation", "价格导向"),
        serves=("K07",),
    ),
    Segment(
        "loyalty_type",
        (
            # What it buys elsewhere tells more than what it says; where that is not known, what people say.
            _class("loyal", "COALESCE(wallet_share >= 0.7, brand_loyalty = 'loyal')", "Loyal", "忠诚型"),
            _class("switching", "COALESCE(wallet_share >= 0.3, brand_loyalty = 'switching')", "Switching", "摇摆型"),
            _class("many_brands", None, "Tries many brands", "多品牌尝试型"),
        ),
        Text("Brand loyalty", "品牌忠诚"),
        serves=("K08",),
    ),
    Segment(
        "channel",
        (
            _class("offline", "channel_preference = 'offline'", "In person", "线下实体"),
            _class("online", None, "Online", "线上数字化"),
        ),
        Text("Channel preference", "渠道偏好"),
        serves=("K09",),
    ),
    Segment(
        "chain_role",
        (
            _class("upstream", "chain_position = 'supplier'", "Upstream supplier", "上游供应商"),
            _class("downstream", "chain_position = 'distributor'", "Downstream distributor", "下游分销商"),
            _class("end_user", None, "End user", "终端用户"),
        ),
        Text("Place in the supply chain", "供应链位置"),
        serves=("K10",),
    ),
)  # fmt: skip
