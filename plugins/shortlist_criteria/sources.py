"""The sources of data that measures name."""

from shortlist import Text

CRM = Text("CRM", "CRM 系统")
ACCOUNTS = Text("annual accounts", "年度财务报表")
REPORT = Text("annual report, credit bureau", "年报、征信报告")
BUREAU = Text("credit bureau, court register", "征信报告、司法公开信息")
INTERVIEW = Text("interview, rated by the sales team", "访谈，由销售团队评分")
ASKED = Text("interview", "客户访谈")
INVOICES = Text("own invoices, business partners", "本公司发票记录、商业伙伴")
OWN = Text("CRM, compared with the seller's profile", "CRM 系统，与我方情况（seller）对照")
LEDGER = Text("own receivables ledger", "本公司应收账款台账")
ORDERS = Text("order book, ERP", "订单台账、ERP 系统")
CONTRACT = Text("contract", "合同文本")
DESK = Text("ticket system", "工单系统")
USAGE = Text("usage data of the product", "产品使用数据")
COSTING = Text("cost accounting, ERP", "成本核算、ERP 系统")
