"""Fields about what the prospect wants from the seller, and what has passed between them."""

from shortlist import Field, Text

FIELDS = (
    Field(
        "needs",
        "text",
        title=Text("Needs", "客户需求"),
        aliases=(
            "Pain points", "Requirements", "Product interest", "Interested in", "Need", "需求", "需求描述", "意向产品",
            "痛点", "Customer needs", "Business needs", "Customer requirement", "Customer requirements", "Requirement",
            "Pain point", "Products of interest", "Product of interest", "Interested products", "Interested product",
            "Interests (products)", "Problem to solve", "Solution needed", "客户痛点", "需求说明", "需求内容", "需求详情",
            "采购需求", "意向需求", "感兴趣产品", "意向采购产品", "需求产品", "产品意向", "产品需求", "客户要求",
            "业务需求", "关注产品", "项目需求",
        ),
        ask=Text("Which problem does the customer want solved, and with what kind of product?", "客户想解决什么问题？需要哪类产品？"),
    ),
    Field(
        "budget",
        "money",
        title=Text("Budget for this purchase", "本次采购预算"),
        aliases=(
            "Budget", "Project budget", "预算", "项目预算", "采购预算", "Budget amount",
            "Purchase budget", "Approved budget", "Customer budget", "Budget for project", "预算金额", "客户预算",
            "项目预算金额", "采购预算金额", "预算额", "预算总额",
),
        doubtful_aliases={
            **dict.fromkeys((
                "Opportunity amount", "Amount", "Deal amount", "Deal value", "Deal size", "Opportunity value",
                "Opportunity size", "Expected revenue", "Expected amount", "Est. revenue", "Estimated revenue",
                "Forecast amount", "Forecasted revenue", "Potential revenue", "Expected value", "Pipeline value",
                "Deal - Value", "Weighted value", "Weighted amount", "Planned revenue", "Quote amount", "商机金额",
                "预计成交金额", "预计成交额", "预计销售金额", "预计合同金额", "预计签单金额", "预期收入", "预期收益",
                "预计收入", "销售机会金额", "机会金额", "项目金额", "预计金额", "金额", "预计签约金额", "商机预计金额",
                "预估金额",
            ), Text("the price that you hope for, not the customer's budget", "我方预计的成交金额，而非客户的预算")),
        },
        minimum=0,
        ask=Text("Which budget is approved for this purchase?", "本次采购已批准的预算是多少？"),
    ),
    Field(
        "expected_annual_purchase",
        "money",
        title=Text("Expected purchases a year", "预计年采购额"),
        aliases=(
            "Expected annual spend", "Potential annual spend", "Annual potential", "预计采购额", "年采购潜力",
            "预计年采购金额", "Expected yearly purchases", "Expected annual purchases", "Annual purchase potential",
            "Annual demand (value)", "Potential annual purchases", "预计年采购量金额", "预估年采购额", "年采购预估",
            "潜在年采购额", "年需求金额", "预计年用量金额",
        ),
        doubtful_aliases={
            **dict.fromkeys((
                "Annual purchases", "Annual purchase amount", "Purchase volume", "年采购额", "年采购金额", "采购额",
                "年采购总额",
            ), Text("all that it buys from anybody, or what it bought from you", "客户向所有供应商的采购总额，或已向我方采购的金额")),
        },
        minimum=0,
        ask=Text("How much would the customer buy from us in a normal year?", "正常年份，客户每年预计向我方采购多少金额？"),
    ),
    Field(
        "annual_spend",
        "money",
        title=Text("Purchases from us, last 12 months", "近12个月向我方采购额"),
        aliases=(
            "Sales last 12 months", "Annual spend with us", "近一年成交额", "近12个月销售额", "年成交额", "Sales last 12M",
            "Sales LTM", "LTM sales", "Revenue last 12 months", "Purchases last 12 months", "Annual sales to customer",
            "Sales to customer (12 months)", "TTM sales to customer", "近12个月成交额", "近12个月成交金额",
            "近12个月采购额", "近一年采购额", "近一年成交金额", "近一年销售额", "近一年交易额", "年成交金额",
            "近12个月交易额",
        ),
        doubtful_aliases={
            **dict.fromkeys((
                "Sales", "Sales amount", "Total sales", "Sales (LCY)", "Annual sales", "Total revenue", "Lifetime revenue",
                "Lifetime value", "Purchases", "Total purchases", "Total spend", "Amount spent", "Sales YTD", "YTD sales",
                "销售额", "年销售额", "销售金额", "年度销售额", "累计销售额", "成交额", "成交金额", "累计成交额",
                "累计成交金额", "总成交金额", "交易额", "交易金额", "累计交易额", "累计采购额", "累计消费", "年采购额",
                "年采购金额", "本年销售额", "今年销售额", "合同总额", "累计合同金额",
            ), Text("an amount of another time than the last 12 months, or the company's own sales", "其他期间（例如累计或本年至今）的金额，或客户自身的销售额")),
        },
        minimum=0,
        ask=Text("How much did the customer buy from us in the last 12 months?", "近12个月客户向我方采购了多少金额？"),
    ),
    Field(
        "orders",
        "integer",
        title=Text("Orders so far", "累计订单数"),
        aliases=(
            "Number of orders", "Total orders", "Order count", "订单数", "历史订单数", "No. of orders", "Orders count",
            "Lifetime orders", "Orders placed", "Orders to date", "累计订单", "累计订单数量", "总订单数", "订单总数",
            "历史订单量", "累计下单次数", "累计成交次数",
        ),
        doubtful_aliases={
            **dict.fromkeys((
                "订单数", "订单数量", "Number of orders", "Order count", "成交次数", "下单次数", "购买次数", "交易次数",
                "Orders (period)",
            ), Text("the orders of one period, not all so far", "某一期间的订单数，而非累计订单数")),
        },
        minimum=0,
        ask=Text("How many orders has the customer placed with us so far (0 for none)?", "客户迄今向我方下过多少订单（没有则为 0）？"),
    ),
    Field(
        "first_order",
        "date",
        title=Text("First order", "首单日期"),
        aliases=(
            "First order date", "First purchase", "首次下单日期", "首次成交日期", "Date of first order",
            "First purchase date", "First order on", "First invoice date", "Date of first purchase", "首次订单日期",
            "首次下单时间", "首次采购日期", "首次采购时间", "首次成交时间", "首次交易日期", "首次交易时间", "首次购买日期",
            "首次购买时间", "首单时间", "第一次成交时间", "首次开票日期", "首次合作日期", "首次合作时间",
        ),
        doubtful_aliases={
            **dict.fromkeys((
                "Customer since", "Client since", "Became a customer date", "Customer start date", "合作开始时间",
                "合作起始日期", "合作开始日期", "开始合作时间", "合作时间", "开户日期", "开户时间", "转客户时间",
                "首次合作日期", "首次合作时间", "建立合作时间", "发展日期",
            ), Text("when the account was opened, or the first contract, not the first order", "建立客户关系、开户或首次签约的日期，而非首单日期")),
        },
        ask=Text("When did the customer place the first order?", "客户首次下单是什么时候？"),
    ),
    Field(
        "last_order",
        "date",
        title=Text("Last order", "最近下单日期"),
        aliases=(
            "Last order date", "Most recent order", "Last purchase date", "最近一次下单", "最近成交日期",
            "Date of last order", "Latest order date", "Latest order", "Last purchase", "Last ordered", "Last ordered on",
            "Last order on", "Most recent purchase date", "Most recent order date", "Last invoice date", "最近订单日期",
            "最近下单时间", "最后下单日期", "最后下单时间", "最近成交时间", "最后成交日期", "最后成交时间",
            "最近一次成交时间", "最近一次成交日期", "最近交易日期", "最近交易时间", "最后交易日期", "最后交易时间",
            "最近购买日期", "最近购买时间", "最近采购日期", "最近采购时间", "末次下单日期", "最近一次下单时间",
            "最近一次购买时间", "最近开票日期",
        ),
        ask=Text("When did the customer place the last order?", "客户最近一次下单是什么时候？"),
    ),
    Field(
        "contract_years",
        "number",
        title=Text("Length of agreement sought", "拟签协议年限"),
        aliases=(
            "拟签合作年限",
            "Contract term (years)", "Contract length", "Agreement years", "框架协议年限",
            "Desired contract term (years)", "Agreement length (years)", "Framework agreement term", "拟签年限",
            "意向合同年限", "拟合作年限", "意向合作年限", "期望合作年限",
),
        doubtful_aliases={
            **dict.fromkeys((
                "Contract term (years)", "Contract length", "Agreement years", "Contract years", "Contract term", "Contract duration",
                "Term (years)", "合同年限", "合同期限", "合同有效期", "合同期", "签约年限",
            ), Text("the term of the contract that there is, not the one sought", "现有合同的期限，而非拟签的期限")),
            **dict.fromkeys((
                "合作年限", "合作年数", "合作年份", "合作时长", "Years of cooperation", "Cooperation years",
                "Partnership years", "Years with us",
            ), Text("the years so far, not the agreement sought", "迄今已合作的年数，而非拟签的年限")),
        },
        unit="years",
        minimum=0,
        maximum=50,
        ask=Text("For how many years would the customer sign a framework agreement?", "客户愿意签订几年期的框架协议？"),
    ),
    Field(
        "services_needed",
        "text",
        title=Text("Services needed", "所需服务"),
        aliases=(
            "Service needs", "Services required", "Support required", "服务需求", "服务要求", "Required services",
            "Services requested", "Requested services", "Service requirements", "Services of interest", "服务需求内容",
            "需要的服务", "所需服务内容", "服务项目需求", "需求服务",
        ),
        ask=Text("Which services does the customer expect: consulting, installation, training, support, repair?", "客户需要哪些服务：咨询、安装、培训、技术支持、维修？"),
    ),
    Field(
        "response_hours",
        "number",
        title=Text("Response time required", "要求的响应时间"),
        aliases=(
            "Required response time", "SLA hours", "Response time (hours)", "响应时间", "响应时限", "服务响应时间",
            "Response SLA", "SLA response time", "SLA response hours", "Required response hours", "要求响应时间",
            "响应时间要求", "要求响应时限", "SLA响应时间", "服务响应要求",
        ),
        doubtful_aliases={
            **dict.fromkeys((
                "Response time", "Response time (hours)", "Average response time", "First response time", "响应时间",
                "平均响应时间", "首次响应时间",
            ), Text("how fast you or the customer answered", "我方或客户实际的响应时间，而非要求的响应时间")),
        },
        unit="hours",
        minimum=0,
        ask=Text("Within how many hours must somebody respond to a fault?", "发生故障后，客户要求多少小时内响应？"),
    ),
    Field(
        "service_days",
        "number",
        title=Text("Service days a year", "年服务人天"),
        aliases=(
            "Service days per year", "Support days", "On-site days", "年服务天数", "服务人天", "Annual service days",
            "On-site service days", "年服务人天数", "年现场服务天数",
        ),
        unit="days",
        minimum=0,
        ask=Text("How many days of service a year will the customer need on site?", "客户每年需要多少人天的现场服务？"),
    ),
    Field(
        "freight_share",
        "percent",
        title=Text("Freight as a share of order value", "运费占订单额比例"),
        aliases=(
            "Freight share", "Freight ratio", "Logistics cost share", "运费占比", "物流成本占比", "Freight %",
            "Freight cost share", "运费比例", "运费率", "物流费占比", "物流费用率",
        ),
        minimum=0,
        maximum=1,
        ask=Text("What would freight cost, as a share of a usual order?", "按通常订单计，运费占订单金额的比例是多少？"),
    ),
    Field(
        "transport_days",
        "number",
        title=Text("Days in transit", "运输天数"),
        aliases=(
            "Transport time (days)", "Transit days", "Transit time (days)", "Shipping days", "Delivery time (days)", "运输时间（天）", "运输时效（天）",
            "在途天数", "物流时效（天）", "送货天数",
        ),
        unit="days",
        minimum=0,
        ask=Text("How many days do our goods travel from us to the customer?", "货物从我方发出到客户收货需要多少天？"),
    ),
    Field(
        "meetings",
        "integer",
        title=Text("Meetings a year", "年会面次数"),
        aliases=(
            "Meetings per year", "Visits per year", "Meetings held", "拜访次数", "年拜访次数", "会议次数",
            "Annual meetings", "Meetings a year", "年会议次数", "每年会面次数", "年走访次数", "年拜访数",
        ),
        doubtful_aliases={
            **dict.fromkeys((
                "Meetings held", "Number of meetings", "Visits", "拜访次数", "会议次数", "走访次数", "Number of visits",
                "会面次数", "跟进次数",
            ), Text("all so far, or those of a month, not a year's", "累计或每月的次数，而非每年的次数")),
        },
        minimum=0,
        ask=Text("How often a year do both sides meet, in person or by video?", "双方每年会面多少次（含视频会议）？"),
    ),
    Field(
        "reply_days",
        "number",
        title=Text("Days to reply", "平均回复时长"),
        aliases=(
            "回复用时",
            "Reply time (days)", "Average reply time", "Days to answer", "回复天数", "平均回复天数",
            "Average days to reply", "平均回复时间（天）", "平均答复天数", "答复天数",
        ),
        unit="days",
        minimum=0,
        ask=Text("How many working days does the customer take to answer a question?", "客户答复一个问题平均需要几个工作日？"),
    ),
)  # fmt: skip
