"""Fields that a CRM keeps of every account: where it came from, how far it has come, and what happened last."""

from shortlist import Field, Text


def spell(words: dict[str, str]) -> dict[str, str]:
    """The `value_aliases` of a level, from the words of each value with bars between them.

    >>> spell({"hot": "high | 高"})
    {'high': 'hot', '高': 'hot'}
    """
    return {word.strip(): value for value, listed in words.items() for word in listed.split("|")}


FIELDS = (
    Field(
        "lead_rating",
        "level",
        title=Text("How promising sales finds it", "客户意向"),
        aliases=(
            "Lead rating", "Lead temperature", "Lead quality", "Account temperature", "Purchase intent", "意向等级",
            "意向程度", "意向级别", "客户意向等级", "购买意向", "客户热度", "客户意向度",
        ),
        doubtful_aliases=dict.fromkeys(
            ("Rating", "Account Rating", "Customer rating", "Temperature", "Priority", "客户级别", "客户等级", "客户评级"),
            Text("a credit rating, or a grade of your own", "信用评级，或我方自定的客户等级"),
        ),
        values=("cold", "warm", "hot"),
        words={
            "cold": Text("cold", "低意向"), "warm": Text("warm", "中意向"), "hot": Text("hot", "高意向"),
        },
        value_aliases=spell({
            "cold": "low | low intent | no interest | not interested | 冷 | 冷淡 | 低 | 低意向 | 意向低 | 无意向",
            "warm": "medium | interested | 中 | 一般 | 中意向 | 意向一般 | 温",
            "hot": "high | high intent | very interested | 热 | 高 | 高意向 | 意向强 | 强烈",
        }),
        ask=Text("How likely does the sales team find a purchase: cold, warm or hot?", "销售人员判断客户的购买意向是高、中还是低？"),
    ),
    Field(
        "crm_stage",
        "level",
        title=Text("Stage in the CRM", "商机阶段"),
        aliases=(
            "Lifecycle stage", "Life cycle stage", "CRM stage", "Account stage", "Customer stage", "Pipeline stage", "Sales stage",
            "商机阶段", "销售阶段", "跟进阶段", "客户阶段", "生命周期阶段", "成交状态", "跟进状态",
        ),
        doubtful_aliases=dict.fromkeys(
            ("Stage", "Status", "Account status", "Customer status", "状态", "客户状态", "阶段"),
            Text("another state, such as active or archived", "其他状态，例如启用、归档"),
        ),
        values=("lost", "subscriber", "lead", "marketing_qualified", "sales_qualified", "opportunity", "customer"),
        words={
            "lost": Text("lost", "已流失"), "subscriber": Text("subscriber", "订阅用户"), "lead": Text("lead", "线索"),
            "marketing_qualified": Text("marketing qualified", "市场认可线索（MQL）"),
            "sales_qualified": Text("sales qualified", "销售认可线索（SQL）"), "opportunity": Text("opportunity", "商机"),
            "customer": Text("customer", "已成交客户"),
        },
        value_aliases=spell({
            "lost": "closed lost | former customer | churned | 流失 | 已流失 | 流失客户 | 输单 | 已输单 | 战败",
            "marketing_qualified": "marketing qualified lead | MQL",
            "sales_qualified": "sales qualified lead | SQL | 跟进中 | 需求确认 | 意向客户",
            "lead": "prospect | contact made | 线索 | 潜在 | 潜在客户 | 初步接洽 | 初步接触 | 初步沟通 | 未成交",
            "customer": "evangelist | closed won | won | active customer | 已成交 | 成交 | 成交客户 | 赢单 | 已签约 | 签约 | 老客户",
            "opportunity": "negotiation | proposal | quote sent | 方案报价 | 报价 | 商务谈判 | 谈判中 | 商机",
        }),
        missing=("Other", "其他"),
        ask=Text("How far has it come: a lead, in talks, with an offer, a customer, or lost?", "客户目前处于哪个阶段：线索、洽谈、报价、已成交还是已流失？"),
    ),
    Field(
        "lead_status",
        "level",
        title=Text("State of the follow-up", "线索状态"),
        aliases=("Lead status", "Follow-up status", "Prospecting status", "线索状态", "线索跟进状态"),
        values=("unqualified", "bad_timing", "new", "attempted", "working", "connected", "open_deal"),
        words={
            "unqualified": Text("unqualified", "无效线索"), "bad_timing": Text("bad timing", "时机未到"), "new": Text("new", "待跟进"),
            "attempted": Text("attempted", "已尝试联系"), "working": Text("working", "跟进中"), "connected": Text("connected", "已建联"),
            "open_deal": Text("open deal", "已转商机"),
        },
        value_aliases=spell({
            "unqualified": "disqualified | not qualified | junk | closed - not converted | 无效 | 无效线索 | 不合格",
            "bad_timing": "bad timing | recycled | nurturing | nurture | 时机未到 | 暂缓 | 培育中",
            "new": "open | open - not contacted | 新线索 | 新建 | 待跟进",
            "attempted": "attempted to contact | 未联系上 | 已尝试联系",
            "connected": "contacted | qualified | 已联系 | 有效 | 已建联",
            "working": "in progress | working - contacted | 跟进中",
            "open_deal": "open deal | closed - converted | converted | 已转商机 | 已转化",
        }),
        ask=Text("Has the sales team reached it, and is a deal open?", "销售人员是否已联系上客户？是否已形成商机？"),
    ),
    Field(
        "lead_source",
        "level",
        title=Text("Where it came from", "客户来源"),
        aliases=(
            "Lead source", "Account source", "Original source", "Original traffic source", "Source of lead", "Acquisition channel", "Contact source",
            "Original source type", "客户来源", "线索来源", "来源渠道", "获客渠道", "客户来源渠道",
        ),
        doubtful_aliases=dict.fromkeys(
            ("Source", "Data source", "Channel", "来源", "渠道"),
            Text("where the data came from, or through whom it buys", "数据来源，或购买渠道"),
        ),
        values=("purchased_list", "cold_call", "advertising", "campaign", "web", "event", "tender", "inquiry", "referral", "existing"),
        words={
            "purchased_list": Text("purchased list", "购买名单"), "cold_call": Text("cold call", "陌生拜访"),
            "advertising": Text("advertising", "广告推广"), "campaign": Text("campaign", "市场活动"), "web": Text("web", "官网"),
            "event": Text("event", "展会"), "tender": Text("tender", "招投标"), "inquiry": Text("inquiry", "主动咨询"),
            "referral": Text("referral", "转介绍"), "existing": Text("existing", "老客户"),
        },
        value_aliases=spell({
            "purchased_list": "purchased list | bought list | list purchase | data provider | external list | 购买名单 | 名录 | 数据采购",
            "cold_call": "cold call | cold calling | outbound | cold email | prospecting | 电话陌拜 | 陌生拜访 | 陌拜 | 电销",
            "advertising": "paid search | paid social | advertisement | google ads | display ads | online ads | 网络推广 | 广告 | 竞价推广 | "
                "搜索推广",
            "campaign": "email marketing | email campaign | newsletter | other campaigns | social media | organic social | 市场活动 | "
                "邮件营销 | 公众号 | 微信公众号",
            "event": "webinar | seminar | trade show | tradeshow | trade fair | fair | conference | exhibition | 展会 | 会议 | 研讨会 | 沙龙",
            "web": "direct traffic | organic search | website | web form | google | landing page | ai referrals | 官网 | 网站 | "
                "自然搜索",
            "inquiry": "phone inquiry | phone enquiry | inbound call | contact form | chat | walk-in | 来电咨询 | 客户来电 | 在线咨询 | "
                "主动咨询",
            "tender": "RFP | RFQ | bid | 招投标 | 招标",
            "referral": "partner referral | referrals | reference | employee referral | customer referral | word of mouth | partner | "
                "external referral | 转介绍 | 客户介绍 | 老客户介绍 | 老客户推荐 | 客户推荐 | 推荐 | 朋友介绍 | 合作伙伴 | 渠道推荐",
            "existing": "existing customer | repeat customer | 老客户 | 老客户复购",
        }),
        missing=("Other", "Offline Sources", "其他", "线下来源"),
        ask=Text("How did it come to us: referred, by inquiry, at an event, or from a list?", "客户从何种渠道获得：转介绍、主动咨询、展会还是名单？"),
    ),
    Field(
        "last_activity",
        "date",
        title=Text("Last activity", "最近跟进日期"),
        aliases=(
            "Last activity", "Last activity date", "Last contact date", "Last contacted", "Date of last contact", "Last interaction", "Last touch",
            "最后跟进时间", "最近跟进时间", "最近跟进日期", "最后跟进日期", "最近联系时间", "最后联系时间", "最近联系日期", "上次跟进时间",
            "最后活动日期", "最近活动日期",
        ),
        ask=Text("When did you last speak to or hear from it?", "最近一次与客户联系是什么时候？"),
    ),
    Field(
        "open_deals",
        "integer",
        title=Text("Open deals", "在谈商机数"),
        aliases=("Number of open deals", "Open opportunities", "Number of open opportunities", "Open deals count", "在谈商机", "进行中商机数", "未结商机数", "商机数"),
        doubtful_aliases=dict.fromkeys(
            ("Number of associated deals", "Associated deals", "Deals", "Number of deals"),
            Text("all deals, also those that are won or lost", "全部商机，含已赢单和已输单"),
        ),
        minimum=0,
        ask=Text("How many deals with it are open?", "目前有几个在谈商机？"),
    ),
    Field(
        "deal_probability",
        "percent",
        title=Text("Probability of the deal", "成交概率"),
        aliases=(
            "Probability (%)", "Deal probability", "Win probability", "Opportunity probability", "Close probability",
            "成交概率", "赢单概率", "赢单率", "赢率", "成交可能性",
        ),
        doubtful_aliases=dict.fromkeys(("Probability", "概率"), Text("the probability of something else, such as default", "其他概率，例如违约概率")),
        minimum=0,
        maximum=1,
        ask=Text("How likely is it that the open deal will be won?", "在谈商机的成交概率有多大？"),
    ),
    Field(
        "known_contacts",
        "integer",
        title=Text("Contacts that we know", "已知联系人数"),
        aliases=("Number of associated contacts", "Number of contacts", "Contacts count", "联系人数量", "联系人个数", "关联联系人数"),
        doubtful_aliases=dict.fromkeys(("Contacts", "联系人数"), Text("the names of people, or how often they were contacted", "联系人姓名，或联系次数")),
        minimum=0,
        ask=Text("How many people do you know there?", "我方掌握该客户的几位联系人？"),
    ),
    Field(
        "website",
        "text",
        title=Text("Website", "公司网址"),
        aliases=(
            "Website URL", "Company domain name", "Domain", "Company domain", "Web site", "Homepage", "Company website", "Web address", "网址", "官网", "公司官网",
            "公司网站", "企业官网", "网站", "企业网址", "官方网站",
        ),
        ask=Text("What is the address of its website?", "公司官网地址是什么？"),
    ),
    Field(
        "email",
        "text",
        title=Text("E-mail address", "电子邮箱"),
        aliases=(
            "E-mail", "Email address", "Contact email", "Business email", "Company email", "Work email", "Primary email", "邮箱", "电子邮件", "邮箱地址", "联系邮箱",
            "公司邮箱", "企业邮箱", "联系人邮箱",
        ),
        ask=Text("What is the business e-mail address of your contact there?", "联系人的企业邮箱是什么？"),
    ),
)  # fmt: skip
