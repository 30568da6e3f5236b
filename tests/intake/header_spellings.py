"""Headers of exports as people and systems write them, and the field that each must become.

`FIELD: headers` are taken for that field (with a warning or not); `asked` are left out and asked about; `none` become nothing:
they are other things, however near their names are.
"""

from __future__ import annotations

CHINESE = """
prospect_id: 客户编码 客户编号 客户代码 客户号 客户代号 客户ID 编号 编码 公司编号 公司ID 企业编号 企业编码 企业ID 单位编码 单位编号 单位代码
prospect_id: 往来单位编码 往来单位编号 往来单位代码 客商编码 客商编号 业务伙伴编码 业务伙伴代码 商户编号 商户号 会员编号 档案编号 客户档案编号
prospect_id: 经销商编码 股票代码 证券代码 统一社会信用代码 商机编号 线索编号 客戶編號 客戶代號 客戶編碼 公司編號 往來單位編碼 統一編號
prospect_id: 客户编码(必填) *客户编号
name: 客户名称 客户全称 客户名 客户 客户单位 客户单位名称 客户公司名称 公司名称 公司全称 公司名 公司 企业名称 企业全称 企业名 单位名称 单位全称
name: 单位 往来单位 往来单位名称 客商名称 业务伙伴名称 机构名称 商户名称 经销商名称 购货单位 购方名称 客户简称 公司简称 简称 工商名称 名称
name: 客戶名稱 客戶全稱 公司名稱 單位名稱 *客户名称 客户名称（必填）
country: 国家 国家/地区 国家地区 国家或地区 国家名称 国家代码 国别 国别/地区 所在国家 所属国家 注册国家 注册地国家 所在国 客户国家 國家 國家/地區
country: 國別 所屬國家
region: 省 省份 所属省份 所在省份 所在省 省/直辖市 客户省份 注册省份
city: 城市 所在城市 城市名称 所属城市 所在市 总部城市 总部所在地 注册城市 收货城市 客戶城市
industry: 行业 所属行业 行业名称 行业分类 行业类别 行业类型 客户行业 企业行业 一级行业 所处行业 主营行业 行业领域 產業 產業別 行業 所屬行業 行業類別
employees: 员工人数 员工数 员工规模 人员规模 员工总数 员工数量 职工人数 职工总数 雇员人数 从业人数 在职人数 在职员工数 公司人数 企业人数 参保人数
employees: 人数 總人數 員工人數 員工數 員工規模 员工人数（人） 员工规模(人) 职工人数(名)
annual_revenue: 年营业收入 营业收入 营收 年营收 年收入 年营业额 营业额 主营业务收入 主营收入 营业总收入 年度营业收入 销售收入 年销售收入 企业营收
annual_revenue: 主营业务收入(万元) 营业收入（亿元） 年营业额/万元 年營業額 營業收入 營業額(萬元)
previous_revenue: 上年营业收入 上年营收 去年营业收入
founded_year: 成立年份 成立日期 成立时间 成立年月 公司成立时间 企业成立日期 创立时间 创立年份 创办时间 注册日期 注册时间 注册年份 建厂时间
founded_year: 设立日期 开业日期 成立時間 成立年份(年)
net_income: 净利润 净利 年净利润 归母净利润 税后净利 税后利润 利润 年利润 淨利潤 净利润(万元)
total_assets: 总资产 资产总额 资产总计 资产合计 资产规模 總資產
equity: 净资产 股东权益 所有者权益 所有者权益合计
credit_rating: 主体评级 主体信用评级 外部评级 评级机构评级
receivables: 应收账款净额 应收票据及应收账款 客户账面应收账款
average_days_late: 平均逾期天数 逾期天数 平均逾期天数（天） 平均付款延迟天数
days_to_pay: 回款天数 回款周期 平均回款天数 付款周期 平均付款天数
operating_cash_flow: 经营活动现金流量净额 经营现金流 经营活动产生的现金流量净额
debt_ratio: 资产负债率 负债率
largest_supplier_share: 第一大供应商占比 供应商集中度
transport_days: 运输天数 在途天数
after_sales_fit: 售后服务适配度 售后服务匹配度
supply_stability: 供应链稳定性 供应保障程度
market_stability: 市场稳定性 需求稳定性
overdue_share: 逾期率 逾期比例 逾期金额占比
needs: 需求 客户需求 需求描述 需求说明 采购需求 意向产品 痛点 客户痛点 產品需求
budget: 预算 采购预算 项目预算 预算金额 客户预算 采购预算（万元）
orders: 累计订单数 历史订单数 订单数 订单总数 订单数(张)
first_order: 首单日期 首次下单日期 首次成交日期 首次合作日期 首次采购时间
last_order: 最近下单日期 最近成交日期 最近一次成交时间 最后成交时间 最近交易日期 最近采购时间 最近購買日期
total_spend: 合作以来采购总额 历史采购总额
annual_spend: 近12个月向我方采购额 近一年成交额 近12个月成交金额 年成交额 近一年采购额
contract_years: 拟签合作年限 框架协议年限 意向合作年限 拟签合作年限(年)
customer_years: 首单至今年数 客户年限 已合作年数 客户年限（年）
gross_margin: 毛利率 客户毛利率 销售毛利率
market_capitalisation: 总市值 市值 股票市值
market_share: 市场占有率 市场份额 市占率
patents: 专利数 专利数量 有效专利 專利數量 专利数（项）
open_lawsuits: 未结被诉案件数 被诉案件数 涉诉案件
research_spending: 研发投入 研发费用 研发投入额
response_hours: 要求的响应时间 要求响应时间 响应时间
satisfaction: 满意度 客户满意度 滿意度
working_capital: 营运资本 营运资金
asked: 信用评级 应收账款 应收账款余额 应收余额 应收款 应收总额 应收账款余额(万元) 應收帳款 應收帳款餘額 合作年限 合作年数 信用等级 信用级别
asked: 客户信用等级 资信等级 客户评级 风险等级 評級 信用等級 销售额 年销售额 销售金额 累计销售额 銷售額 成交额 成交金额 交易额 年采购额 年产值
asked: 公司规模 企业规模 客户类型 客户类别 企业性质 公司性质 单位类型 商机金额 预计成交金额 预期收益 预计合同金额 金额 账期 信用期限 合同期限
asked: 合作开始时间 开户日期 收货国家 目的国 原产国 所在地 经营范围 主营产品 行业代码 社保人数 活跃用户数 司法案件 公司代码 组织编码 税前利润
asked: 财务费用 合作年限（年） 合同年限 合同年限(年) 期末应收账款 期初应收账款 本期应收账款 年末应收账款余额 应收账款期末余额 期末应收款(万元) 上年末应收账款
asked: 期末應收帳款 年初应收余额 截至期末应收账款
email: 邮箱 电子邮箱
website: 网址
crm_stage: 跟进状态 成交状态 销售阶段
last_activity: 最后跟进时间 最近联系时间
lead_source: 线索来源 客户来源
deal_probability: 赢单率
asked: 客户状态 客户级别 客户等级 联系人数
none: 注册资本 注册资金 实收资本 注册资本(万元) 资本额 姓名 联系人 联系人姓名 联系电话 手机 地址 详细地址 注册地址
none: 区县 邮编 备注 创建时间 创建日期 创建人 修改时间 更新时间 负责人 所属部门 业务员 销售员 跟进人
none: 下次跟进时间 会员等级 信用额度 可用额度 欠款金额 开户银行 银行账号 税号 纳税人识别号
none: 开票税号 币种 结算币别 法定代表人 法人 职位 部门 序号 合同编号 订单编号 商机名称 是否上市 标签 传真 国籍 电话区号
"""

ENGLISH = """
prospect_id: Record ID|Account ID|AccountId|Lead ID|Opportunity ID|Deal ID|Contact ID|Company ID|Customer ID|CustomerID|customer_id
prospect_id: Customer Number|Customer No.|Customer Code|Account Number|Account No.|Client ID|Client number|External ID|CardCode|BP Code
prospect_id: Business Partner|Business Partner Number|Sold-to party|KUNNR|Debtor number|Partner ID|Organization ID|Symbol|Lead Number
prospect_id: Customer ID (required)|D-U-N-S Number
name: Name|Company|Company name|CompanyName|Account Name|Customer|Customer Name|Client|Client name|Organization|Organisation|Organization Name
name: Organization - Name|Business Name|Legal Name|Legal entity|Partner name|Business Partner Name|CardName|BP Name|Firm|Prospect name
name: Potential Customer|Associated Company|Company / Account|Display name|Registered name
country: Country|Country/Region|Country/Territory|Billing Country|BillingCountry|Billing Country Code|Mailing Country|Address 1: Country/Region
country: HQ Country|Headquarters country|Country of incorporation|Country of registration|Registered country|Company country|Account country
country: Country name|Country code|Country/Region Code|Nation|Domicile|Country__c
total_spend: Total spend
deal_probability: Probability
region: State/Region|Billing State|Billing State/Province|State/Province|State|Province|Mailing State/Province
city: City|Billing City|Mailing City|Town|Town/City|Headquarters|HQ city|Shipping City|Ship-to city|Address 1: City|Company city|City name
industry: Industry|Sector|GICS Sector|Vertical|Industry sector|Primary industry|Industry name|Industry type|Company industry|Line of business
industry: Business sector|Industry classification|Account industry
employees: Employees|Number of Employees|NumberOfEmployees|No. of Employees|No of employees|numberofemployees|Employee count|Headcount
employees: Total employees|FTE|Staff|Staff count|Workforce|Full-time employees|Employees (thousands)|Number of staff
annual_revenue: Annual Revenue|AnnualRevenue|annualrevenue|annual_revenue|Annual Revenue (USD)|Revenue|Revenue ($m)|Sales|Net sales|Turnover
annual_revenue: Annual turnover|Total Revenue|Yearly revenue|Company revenue|Annual sales|Operating revenue|Estimated annual revenue
annual_revenue: Revenue in EUR millions|AnnualRevenue__c
previous_revenue: Previous revenue|Revenue last year|Prior year revenue|Previous year revenue
founded_year: Founded|Year Founded|Year Started|Year established|Established|Founding year|Date founded|Incorporation date|Date of incorporation
founded_year: Year of incorporation|Established year|Foundation date|Founded (year)
net_income: Net income|Net profit|Profit|Earnings|Profit after tax|Net profit after tax|Profit for the year|Annual profit
total_assets: Total assets|Assets|Balance sheet total
equity: Equity|Shareholders' equity|Net worth|Total equity|Book value|Owner's equity
ebit: EBIT|Operating profit|Operating income
ebitda: EBITDA|EBITDA ($m)
current_ratio: Current ratio|Liquidity ratio
operating_cash_flow: Operating cash flow|Cash flow from operations|Net cash from operating activities
debt_ratio: Debt ratio|Debt to assets|Liabilities to assets
largest_supplier_share: Supplier concentration|Top supplier share
transport_days: Days in transit|Transit days|Delivery time (days)
after_sales_fit: After-sales fit|Service coverage
supply_stability: Supply security|Supply chain stability
market_stability: Market stability|Demand stability
credit_rating: credit_rating|Agency rating|Issuer rating|S&P rating|Moody's rating|External rating|Long-term rating
receivables: receivables|Trade receivables|Trade debtors|Debtors
average_days_late: Days late|DaysLate|Average days late|Avg days late|Average days overdue|Days beyond terms|Average delay
days_to_pay: Days to pay|Days to settle|DaysToSettle|Average days to pay|Average payment days|Collection period (days)
overdue_share: Overdue share|Past due share|Overdue %
needs: Needs|Pain points|Requirements|Product interest|Customer needs|Products of interest|Pain point
budget: Budget|Project budget|Approved budget|Budget amount|Purchase budget
orders: Orders|Number of orders|Total orders|Order count|Lifetime orders
first_order: First order|First order date|First purchase|Date of first order|First purchase date
last_order: Last order|Last order date|Most recent order|Last purchase date|Last invoice date|Date of last order
total_spend: Purchases to date|Purchases since first order
annual_spend: Sales last 12 months|Annual spend with us|LTM sales|Purchases last 12 months
contract_years: Contract length|Contract term (years)|Agreement years|Desired contract term (years)
customer_years: Tenure|Relationship length|Customer tenure (years)|Years as a customer
gross_margin: Gross margin|Margin %|Customer margin|Gross margin %
market_capitalisation: Market cap|Market capitalization|Market Cap ($m)
market_share: Market share|Market share %
patents: Patents|Number of patents|Patent count
open_lawsuits: Lawsuits|Pending lawsuits|Open lawsuits as defendant
research_spending: R&D|R&D spending|R&D expense
response_hours: Required response time|SLA hours|Response time (hours)
satisfaction: Satisfaction|Customer satisfaction|CSAT
latitude: Latitude|Lat|Billing Latitude
longitude: Longitude|Lng|Billing Longitude
asked: Closing receivables|A/R balance at period end|Receivables at year end|Ending AR balance|Year-end receivables|Opening receivables (EUR)
asked: Accounts receivable|Credit rating|AR balance|Total Receivable|Outstanding balance|Balance due|Rating|Account Rating|Credit grade
asked: Credit score|Risk rating|Customer rating|Amount|Deal amount|Deal value|Deal - Value|Expected Revenue|ExpectedRevenue|Est. revenue
asked: Opportunity amount|Forecast amount|Lifetime value|Total sales|Sales amount|Sales (LCY)|YTD sales|Shipping Country
asked: Ship-to country|Country of origin|Destination country|Type|Account Type|Customer type|Company type|Company size|Payment terms
asked: Contract years|Payment terms (days)|DSO|Credit days|Contract term|Customer since|Became a customer date|Years of cooperation|Registration date
asked: Industry code|SIC code|NAICS|Company code|Active users|Tax credit|Market Value|Profit before tax|Location|Annual purchases|Dunning level
asked: Response time|Stage|Priority
website: Website|Company Domain Name|Website URL
email: Email|E-mail
last_activity: Last Activity Date|Last Activity
lead_source: Lead Source|Account Source|Original Traffic Source
lead_status: Lead Status
crm_stage: Lifecycle Stage
known_contacts: Number of contacts|Number of Associated Contacts
none: Owner|Owner country|Account Owner|Company Owner|Phone|Fax|First Name|Last Name|Full Name|Contact name|Job Title|Description
none: Create Date|Created|Last Modified Date|Close Date|Deal Stage|Deal Name|Opportunity Name
none: Lead Score|Annual Revenue Currency|Currency|Currency ISO Code|Billing Street|Billing Zip
none: Postal Code|Number of employees contacted|Employee name|Industry report|Credit limit|Credit hold|Bank account|VAT number
none: Tax ID|Next step|Notes|Tags|Registered capital|Share capital|Time Zone|LinkedIn URL|Ticker|Ownership|Website visits
none: Number of child companies|Gross profit|Phone country code|Do not call|Language|Campaign
"""


def table() -> list[tuple[str, str]]:
    """Each header with its field, `asked` or `none`."""
    found = []
    for text, mark in ((CHINESE, None), (ENGLISH, "|")):
        for line in text.strip().splitlines():
            field, _, headers = line.partition(": ")
            found += [(header, field) for header in headers.split(mark)]
    return found
