"""Fields that say who a prospect is, and where."""

from shortlist import Field, Text
from shortlist_criteria.industry_tree import name_places

FIELDS = (
    Field(
        "annual_revenue",
        "money",
        title=Text("Annual revenue", "年营业收入"),
        aliases=(
            "Revenue", "Sales", "Turnover", "Annual turnover", "Net sales", "Total revenue", "营业收入", "销售收入",
            "营收", "年营业额", "年收入", "Company annual revenue", "Company revenue", "Yearly revenue",
            "Annual sales", "Annual sales revenue", "Operating revenue", "Estimated annual revenue", "Est. annual revenue",
            "Annual revenue amount", "Revenue (latest year)", "Gross revenue", "年营收", "年度营业收入", "年度营收",
            "营业总收入", "主营业务收入", "主营收入", "营业额", "年销售收入", "企业年收入", "公司年收入", "企业营收",
            "公司营收", "最近一年营业收入", "上一年度营业收入", "收入",
),
        doubtful_aliases={
            **dict.fromkeys((
                "Revenue", "Sales", "Total revenue", "Turnover", "Annual turnover", "Net sales", "Annual sales",
                "Gross revenue", "销售收入", "营业额", "年营业额", "收入",
            ), Text("what you earned from them, not the company's own revenue", "我方对该客户的销售收入，而非客户自身的营业收入")),
            **dict.fromkeys((
                "Sales amount", "Sales volume", "Total sales", "Sales revenue", "Sales (LCY)", "Sales value",
                "Lifetime revenue", "销售额", "年销售额", "销售金额", "销售总额", "累计销售额", "年度销售额", "总销售额",
                "业绩", "销售业绩",
            ), Text("what you sell to them, not the company's own revenue", "我方对该客户的销售额，而非客户自身的营业收入")),
            **dict.fromkeys((
                "年产值", "产值", "总产值", "工业总产值",
            ), Text("gross output, which is no revenue", "产值，并非营业收入")),
        },
        minimum=0,
        ask=Text("What was the revenue of the last full financial year, and in which currency?", "公司上一完整财年的营业收入是多少？以何种货币计？"),
    ),
    Field(
        "employees",
        "integer",
        title=Text("Employees", "员工人数"),
        aliases=(
            "Number of employees", "No. of employees", "Headcount", "Staff", "Employee count", "员工数", "职工人数",
            "人数", "公司人数", "Number of staff", "Number of people", "No of employees", "Num employees",
            "Total employees", "Employee number", "Employees total", "Total headcount", "FTE", "FTEs",
            "Full-time employees", "Company headcount", "Workforce", "Employees count", "Employee headcount",
            "Staff count", "员工规模", "人员规模", "员工总数", "员工数量", "职工总数", "职工数", "雇员人数", "雇员数",
            "从业人数", "从业人员", "在职人数", "在职员工数", "在职员工", "公司员工数", "企业人数", "企业员工数",
            "人员数量", "总人数", "用工人数", "员工数目", "参保人数", "公司规模(人)", "企业规模(人)", "团队规模(人)",
            "Company size (employees)", "Company size (people)", "Team size (people)",
        ),
        doubtful_aliases={
            **dict.fromkeys((
                "人数", "总人数", "Staff", "Number of people",
            ), Text("people of another kind, such as contacts or participants", "其他人数，例如联系人或参会人数")),
            **dict.fromkeys((
                "参保人数", "社保人数", "缴纳社保人数",
            ), Text("only the insured, who can be fewer than all employees", "仅参保人员，可能少于全部员工")),
            **dict.fromkeys((
                "公司规模", "企业规模", "客户规模", "Company size", "Business size", "Account size", "Size", "团队规模",
                "Team size",
            ), Text("a class of size, or another measure of it", "规模类别（大型、中型、小型），或以其他口径衡量的规模")),
        },
        minimum=0,
        maximum=10_000_000,  # no employer has a third of it; `5000万` is an amount of money in the wrong column
        ask=Text("How many people does the company employ, full-time equivalents?", "公司现有多少员工（折合全职）？"),
    ),
    Field(
        "country",
        "country",
        title=Text("Country", "国家/地区"),
        aliases=(
            "Country/Region", "Billing Country", "Billing Country Code", "Mailing Country", "Country code", "HQ country",
            "Nation", "国家", "所在国家", "国别", "注册国家", "Country/Territory", "Country or region",
            "Country/Region Code", "Country Region", "Country name", "Address country", "Address 1: Country/Region",
            "Country (Billing)", "Company country", "Headquarters country", "Head office country", "Registered country",
            "Country of registration", "Country of incorporation", "Country of residence", "Account country",
            "Customer country", "Country of domicile", "Domicile", "Bill-to country", "Organization - Country",
            "Country ISO code", "ISO country", "ISO country code", "国家或地区", "国家地区", "国家(地区)", "国家名称",
            "国家代码", "所属国家", "注册地国家", "注册国", "所在国", "所在国家/地区", "所属国家/地区", "客户国家",
            "客户所在国", "企业所在国家", "总部所在国", "总部国家", "国别/地区", "国别地区", "国家区域",
        ),
        doubtful_aliases={
            **dict.fromkeys((
                "Country code",
            ), Text("the country code of a telephone number", "电话区号")),
            **dict.fromkeys((
                "Mailing Country", "Contact country",
            ), Text("where a contact person gets letters", "联系人的通信地址所在国家")),
            **dict.fromkeys((
                "Shipping Country", "Ship-to country", "Shipping Country Code", "Delivery country", "Destination country",
                "Country of destination", "Ship to country", "收货国家", "收货国", "目的国", "目的国家", "送货国家",
                "发货国家", "交货国家", "出口国家",
            ), Text("where the goods go, not where the company is seated", "收货或目的地国家，而非客户注册或总部所在国家")),
            **dict.fromkeys((
                "Country of origin", "Origin country", "原产国", "原产地",
            ), Text("where goods come from", "货物原产国")),
        },
        ask=Text("In which country is the company seated?", "公司注册或总部在哪个国家/地区？"),
    ),
    Field(
        "latitude",
        "number",
        title=Text("Latitude", "纬度"),
        aliases=("Lat", "Billing Latitude", "Mailing Latitude"),
        unit="degrees",
        minimum=-90,
        maximum=90,
        ask=Text("What are the coordinates of the site to be supplied?", "收货地址的经纬度是多少？"),
    ),
    Field(
        "longitude",
        "number",
        title=Text("Longitude", "经度"),
        aliases=("Lon", "Lng", "Long", "Billing Longitude", "Mailing Longitude"),
        unit="degrees",
        minimum=-180,
        maximum=180,
        ask=Text("What are the coordinates of the site to be supplied?", "收货地址的经纬度是多少？"),
    ),
    Field(
        "previous_revenue",
        "money",
        title=Text("Revenue of the year before", "上年营业收入"),
        aliases=(
            "Previous revenue", "Revenue last year", "Prior year revenue", "上年营收", "上期营业收入", "去年营业收入",
            "Revenue prior year", "Revenue previous year", "Previous year revenue", "Last year's revenue",
            "前年营业收入", "前年营收", "上年同期营业收入", "前一年营业收入",
),
        doubtful_aliases=dict.fromkeys(
            ("Revenue last year", "Last year's revenue", "去年营业收入", "去年营收"),
            Text("the last full year, which is annual_revenue", "上一完整财年的收入，即 annual_revenue"),
        ),
        minimum=0,
        ask=Text("What was the revenue of the financial year before the last?", "再上一财年的营业收入是多少？"),
    ),
    Field(
        "market_capitalisation",
        "money",
        title=Text("Market capitalisation", "总市值"),
        aliases=(
            "Market cap", "Market capitalization", "股票市值", "Market capitalisation (USD)", "Market value of equity",
            "市值", "公司市值", "总市值(元)",
        ),
        doubtful_aliases=dict.fromkeys(("Market Value",), Text("the size of a market, or a market price", "市场规模或市场价格")),
        minimum=0,
        about=Text("Of listed companies only. A header `Market Value` is not taken by itself: map it, with its unit.",
                   "仅上市公司有。表头 `Market Value` 不会自动对应，请连同单位手动指定。"),
        ask=Text("Is the company listed, and what are all its shares worth?", "公司是否上市？目前总市值是多少？"),
    ),
    Field(
        "market_share",
        "percent",
        title=Text("Market share", "市场占有率"),
        aliases=(
            "Share of market", "市场份额", "市占率", "Market share %", "Share of the market", "市场占有份额",
            "市场份额占比",
        ),
        minimum=0,
        maximum=1,
        ask=Text("Which share of its main market does the company hold?", "公司在其主要市场的占有率是多少？"),
    ),
    Field(
        "founded_year",
        "integer",
        title=Text("Year founded", "成立年份"),
        aliases=(
            "Founded", "Year established", "Year Started", "Established", "Year of foundation", "成立时间", "创立年份",
            "注册年份", "Founding year", "Year of founding", "Foundation year", "Year of establishment",
            "Year incorporated", "Year of incorporation", "Date founded", "Founding date", "Foundation date",
            "Date established", "Establishment date", "Date of establishment", "Incorporation date",
            "Date of incorporation", "Founded in", "Company founded", "Founded date", "Founded on", "Established year",
            "Established in", "成立日期", "成立年月", "成立年", "成立年度", "公司成立时间", "公司成立日期", "企业成立时间",
            "企业成立日期", "创立时间", "创立日期", "创建年份", "创办时间", "创办年份", "建立年份", "建厂时间", "建厂年份",
            "开业时间", "开业日期", "建厂日期", "设立日期", "设立时间", "工商注册日期", "工商注册时间", "注册日期",
            "注册时间",
        ),
        doubtful_aliases={
            **dict.fromkeys((
                "注册日期", "注册时间", "Registration year", "Year registered", "Registration date", "Date registered",
                "Registered on", "Registered date", "Inception date",
            ), Text("the day on which they signed up with you", "在我方平台或系统注册的日期")),
            **dict.fromkeys((
                "开业时间", "开业日期",
            ), Text("the opening of one branch", "某一门店的开业日期")),
        },
        unit="year",
        minimum=500,
        maximum=2100,
        about=Text("The oldest companies are from the 6th century. A year after the as-of date gives no age.",
                   "晚于基准日的年份不计算年限。"),
        ask=Text("In which year was the company founded?", "公司成立于哪一年？"),
    ),
    Field(
        "industry",
        "text",
        title=Text("Industry", "所属行业"),
        words=name_places(),
        aliases=(
            "Sector", "GICS Sector", "Industry sector", "Line of business", "Vertical", "行业", "行业类别", "主营行业",
            "Industry name", "Industry type", "Company industry", "Primary industry", "Main industry",
            "Industry classification", "Industry group", "Industry category", "Business sector", "Industry vertical",
            "Account industry", "Industry segment", "Organization - Industry", "Industry/Sector", "Line of Business (LOB)",
            "行业名称", "行业分类", "行业类型", "所属行业分类", "客户行业", "企业行业", "公司行业", "所处行业", "从事行业",
            "一级行业", "行业大类", "行业门类", "国民经济行业", "国标行业", "行业领域", "所属领域", "产业", "产业别",
            "产业类别", "行业别", "行业性质", "所属产业",
        ),
        doubtful_aliases={
            **dict.fromkeys((
                "主营业务", "主要业务", "主营产品", "经营范围", "Business description", "Main business", "Business scope",
            ), Text("a description of the business, not its industry", "业务描述，而非行业")),
            **dict.fromkeys((
                "Industry code", "SIC code", "NAICS code", "NAICS", "SIC", "行业代码", "行业编码", "Primary SIC code",
                "GICS code",
            ), Text("a code, which is understood once the ruleset says of which system (seller: {industry_codes: nace}, gics, sic, naics or gbt)",
                    "行业代码，须在规则集中写明代码体系方可识别（seller: {industry_codes: gbt}，或 gics、nace、sic、naics）")),
        },
        missing=("Other", "Others", "Other industry", "Other industries", "Miscellaneous", "Misc.", "其他", "其它", "其他行业", "其它行业"),
        ask=Text("Which industry does the company earn most of its revenue in?", "公司的主营收入来自哪个行业？"),
    ),
    Field(
        "city",
        "text",
        title=Text("City", "所在城市"),
        aliases=(
            "Headquarters", "HQ city", "Billing City", "Mailing City", "Headquarters Location", "Town", "城市", "市",
            "总部所在地", "总部城市", "City name", "Town/City", "City/Town", "Company city", "Headquarters city",
            "Registered city", "Bill-to city", "Address city", "Address 1: City", "Account city", "Shipping City",
            "Ship-to city", "Delivery city", "Site city", "Organization - City", "城市名称", "所属城市", "所在市", "地市",
            "客户城市", "公司城市", "企业所在城市", "注册城市", "收货城市", "送货城市", "办公城市",
        ),
        doubtful_aliases=dict.fromkeys(
            ("所在地", "注册地", "所在地区", "Location", "办公地"),
            Text("a whole address or region, not a city", "完整地址或地区，而非城市"),
        ),
        ask=Text("In which city is the site to be supplied?", "收货地址在哪个城市？"),
    ),
    Field(
        "region",
        "text",
        title=Text("Province or state", "所在省份"),
        aliases=(
            "Province", "State", "State/Province", "State/Region", "Province/State", "Billing State", "Billing State/Province",
            "Mailing State", "Mailing State/Province", "Address 1: State/Province", "Company state", "Company province",
            "Headquarters state", "State or province", "US state", "省", "省份", "省/直辖市", "省市自治区", "所属省份", "所在省",
            "省份名称", "客户省份", "公司省份", "企业所在省份", "注册省份", "所在省/直辖市", "省级行政区",
        ),
        doubtful_aliases=dict.fromkeys(
            ("Region", "区域", "所属区域", "大区", "销售区域", "地区", "省市", "省市区", "所属地区"),
            Text("a sales region or a whole address, not a province", "销售大区或完整地址，而非省份"),
        ),
        ask=Text("In which province or state is the company?", "公司在哪个省份？"),
    ),
    Field(
        "customer_type",
        "level",
        title=Text("Legal nature", "客户性质"),
        aliases=(
            "Customer type", "Account type", "Type of customer", "Legal nature", "客户类型", "单位性质", "企业性质",
),
        doubtful_aliases={
            **dict.fromkeys((
                "Customer type", "Account type", "Type of customer", "Company type", "Type", "Customer category",
                "客户类型", "客户类别", "单位性质", "企业性质", "公司性质", "企业类型", "公司类型", "公司类别", "单位类型",
                "客户分类",
            ), Text("a class of your own, such as prospect, partner or key account", "我方自定的客户分类，例如潜在客户、合作伙伴、重点客户，或企业的所有制性质")),
        },
        values=("individual", "nonprofit", "enterprise", "government"),
        words={
            "individual": Text("individual", "个人"), "nonprofit": Text("non-profit organisation", "非营利组织"),
            "enterprise": Text("enterprise", "企业"), "government": Text("public body", "政府机构"),
        },
        value_aliases={
            "person": "individual", "consumer": "individual", "private person": "individual", "个人": "individual", "个人客户": "individual",
            "non-profit": "nonprofit", "ngo": "nonprofit", "charity": "nonprofit", "foundation": "nonprofit", "非营利组织": "nonprofit", "非营利机构": "nonprofit",
            "company": "enterprise", "business": "enterprise", "corporate": "enterprise", "企业": "enterprise", "公司": "enterprise", "企业客户": "enterprise",
            "public sector": "government", "public body": "government", "政府": "government", "政府机构": "government", "政府机关": "government",
            "事业单位": "government",
        },
        ask=Text("Is the customer a person, a company, a public body or a non-profit organisation?", "客户是个人、企业、政府机构还是非营利组织？"),
    ),
)  # fmt: skip
