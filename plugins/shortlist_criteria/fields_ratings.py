"""What only people can judge: ratings of 1 to 5, each step described, so that two raters mean the same."""

from shortlist import Field, Text


def rating(id_: str, title: Text, ask: Text, steps: tuple[Text, ...], *aliases: str) -> Field:
    return Field(id_, "rating", title=title, aliases=aliases, ask=ask, rubric=steps)


FIELDS = (
    rating(
        "need_clarity",
        Text("Clarity of needs", "需求清晰度"),
        Text("How clearly can the customer say what it needs, and why?", "客户能否讲清楚需要什么、为什么需要？"),
        (
            Text("Cannot say what it needs, or says something else each time.", "说不清需要什么，或每次说法都不一样。"),
            Text("Names a wish, but neither the problem behind it nor a goal.", "只提出想要什么，说不出背后的问题和目标。"),
            Text("Names the problem; goals and conditions are still open.", "讲得清问题，但目标和约束条件尚不明确。"),
            Text("Problem, goal and conditions are clear; some details are open.", "问题、目标和条件明确，仅部分细节待定。"),
            Text("A written specification with figures, agreed among those who decide.", "有量化的书面需求，并经决策各方确认。"),
        ),
        "Clarity of requirements", "需求明确度", "Needs clarity", "需求清晰程度", "需求明确程度",
    ),
    rating(
        "function_fit",
        Text("Fit of function and performance", "功能与性能适配度"),
        Text("How well does our product, as it is today, do what the customer needs?", "我方现有产品在功能和性能上能满足客户多少需求？"),
        (
            Text("The core function is missing, and we do not plan it.", "缺少核心功能，且我方没有开发计划。"),
            Text("The core function is there only with development of our own.", "须投入研发才能满足核心功能。"),
            Text("The core fits; important wishes need customising.", "核心功能满足，但重要需求须定制。"),
            Text("Fits with settings and small additions.", "通过配置和少量补充即可满足。"),
            Text("Fits as it is, shown in a trial or at a like customer.", "现有产品直接满足，并经试用或同类客户验证。"),
        ),
        "Product fit", "产品适配度", "产品匹配度", "Product-market fit", "Solution fit", "产品契合度", "方案匹配度", "方案契合度",
    ),
    rating(
        "after_sales_fit",
        Text("Fit of after-sales service", "售后服务适配度"),
        Text("How well does our after-sales service reach this customer: people, spare parts, hours, language?",
             "我方售后服务（人员、备件、时段、语言）能在多大程度上覆盖该客户？"),
        (
            Text("We have nobody who could get there, and no partner.", "我方无人可及，也没有合作服务商。"),
            Text("Only by telephone; parts take weeks.", "只能电话支持，备件须等数周。"),
            Text("A partner serves the region; parts come within a week.", "所在地区有合作服务商，备件一周内可到。"),
            Text("Our own people are there within the time that it asks for, on working days.", "我方人员能在其要求的时间内到场（工作日）。"),
            Text("Our own people and parts nearby, at the hours and in the language that it needs.", "附近有我方人员和备件，服务时段和语言均符合其需要。"),
        ),
        "After-sales fit", "After-sales coverage", "Service coverage", "售后适配度", "售后服务匹配度", "售后覆盖程度", "售后保障程度",
    ),
    rating(
        "supply_stability",
        Text("Safety of its supply", "供应保障程度"),
        Text("How safe is the supply of what the company cannot do without?", "公司关键物料的供应是否有保障？"),
        (
            Text("Stood still for want of supply within the last year.", "近一年曾因断供停产。"),
            Text("One source for what it cannot do without, in a region at risk.", "关键物料仅有单一来源，且来自高风险地区。"),
            Text("One source, with some weeks of stock.", "单一来源，但备有数周库存。"),
            Text("Two sources for all that matters.", "关键物料均有两家以上供应商。"),
            Text("Several sources in several regions, under long contracts, with stock.", "多地区、多家供应商，签有长期协议并备有库存。"),
        ),
        "Supply security", "Supply chain stability", "供应链稳定性", "供应稳定性", "供应链保障程度",
    ),
    rating(
        "market_stability",
        Text("Steadiness of its market", "市场稳定程度"),
        Text("How steady are demand and prices in the market that the company sells to?", "公司所售产品的市场需求和价格是否稳定？"),
        (
            Text("Demand or prices have fallen by half within two years, or a ban is coming.", "两年内需求或价格腰斩，或即将受到禁限。"),
            Text("Strong cycles; it made losses in the last one.", "周期波动剧烈，上一轮低谷曾亏损。"),
            Text("Cyclical, but it has earned money throughout.", "有周期波动，但始终保持盈利。"),
            Text("Steady demand, prices under pressure.", "需求稳定，价格承压。"),
            Text("Steady demand and prices, or long contracts that make them so.", "需求和价格均稳定，或有长期合同锁定。"),
        ),
        "Market stability", "Demand stability", "市场稳定性", "需求稳定性",
    ),
    rating(
        "satisfaction",
        Text("Satisfaction and loyalty", "满意度与忠诚度"),
        Text("How satisfied is the customer with us so far?", "客户目前对我方的满意度如何？"),
        (
            Text("Complains in public, or is about to leave.", "公开投诉，或即将流失。"),
            Text("Several complaints are open; buys only what it must.", "有多起投诉未解决，只采购非买不可的部分。"),
            Text("No complaints, no praise; compares us at each order.", "没有投诉也没有好评，每次下单都会比价。"),
            Text("Content; orders again without a new tender.", "总体满意，续单时不再重新招标。"),
            Text("Recommends us to others, and says so openly.", "主动向同行推荐我方，并愿意公开背书。"),
        ),
        "Customer satisfaction", "客户满意度", "满意度", "Satisfaction score", "Satisfaction rating", "CSAT", "CSAT score", "满意度评分", "客户满意度评分", "满意度得分",
    ),
    rating(
        "brand_awareness",
        Text("Brand awareness", "品牌知名度"),
        Text("How widely is the customer's name known in its market?", "客户的品牌在其市场上有多高的知名度？"),
        (
            Text("Unknown even to others of its trade.", "同行中也鲜有人知。"),
            Text("Known to its direct partners only.", "仅直接合作方知道。"),
            Text("Known in its region or its niche.", "在本地区或细分领域内有知名度。"),
            Text("Known to everybody in its industry.", "在全行业内广为人知。"),
            Text("A household name beyond its industry.", "行业之外也家喻户晓。"),
        ),
        "知名度", "品牌影响力",
    ),
    rating(
        "reputation",
        Text("Reputation", "美誉度"),
        Text("What do partners, press and courts say about the customer?", "合作伙伴、媒体和司法记录如何评价客户？"),
        (
            Text("Fraud, sanctions or scandals in the last three years.", "近三年有欺诈、处罚或重大丑闻。"),
            Text("Repeated disputes with suppliers or staff.", "与供应商或员工多次发生纠纷。"),
            Text("Nothing bad found, and nothing good.", "未见负面，也未见正面评价。"),
            Text("Partners speak well of it when asked.", "经了解，合作伙伴评价良好。"),
            Text("Named as an example by partners or its association.", "合作伙伴或行业协会视其为标杆。"),
        ),
        "口碑", "声誉",
    ),
    rating(
        "industry_leadership",
        Text("Leadership in the industry", "行业领导地位"),
        Text("Do others of the industry follow what the customer does?", "同行是否以该客户的做法为参照？"),
        (
            Text("Follows late what others do.", "跟随同行，且行动较慢。"),
            Text("Follows the usual practice.", "遵循行业通行做法。"),
            Text("Sets the tone in a region or niche.", "在区域或细分领域有号召力。"),
            Text("Sits in associations or standards bodies; peers ask its opinion.", "参与行业协会或标准制定，同行会征求其意见。"),
            Text("Sets standards, and brings partners of the chain together.", "制定行业标准，能够整合上下游资源。"),
        ),
        "Industry leader", "行业地位",
    ),
    rating(
        "service_skill",
        Text("Our team's skill for this customer", "我方团队的专业匹配度"),
        Text("Do we have the people who can serve this customer?", "我方是否有能服务该客户的专业人员？"),
        (
            Text("Nobody here knows this field, and none can be hired in time.", "我方无人熟悉该领域，短期内也招不到人。"),
            Text("We would depend on one person or on outside help.", "只能依靠个别人员或外部支持。"),
            Text("A team knows the field, and has to learn the customer's systems.", "团队熟悉该领域，但需学习客户的系统。"),
            Text("A team has served customers like this one.", "团队服务过同类客户。"),
            Text("A certified team with free time, close to the customer.", "团队持证、人手充足，且就近服务。"),
        ),
        "Service capability", "服务能力",
    ),
    rating(
        "management_quality",
        Text("Quality of management", "管理水平"),
        Text("How well is the company managed, and how steady is its leadership?", "公司管理水平如何？管理层是否稳定？"),
        (
            Text("Decisions change or are not kept; leaders come and go.", "决策反复或不兑现，管理层频繁更换。"),
            Text("All depends on one person; no plans in writing.", "决策依赖个人，无书面计划。"),
            Text("Plans and duties are in place; surprises are handled late.", "有计划和分工，但应对突发情况较慢。"),
            Text("Steady leadership that plans ahead and keeps its word.", "管理层稳定，有预见性，言而有信。"),
            Text("Tested in a crisis; audited processes, succession settled.", "经历过危机考验，流程经审计，接班安排明确。"),
        ),
        "管理能力",
    ),
    rating(
        "values_fit",
        Text("Fit of values", "价值观契合度"),
        Text("Do the customer's values and ours go together, judged from the first meetings?", "从前几次接触看，客户与我方的价值观是否契合？"),
        (
            Text("Expects what we refuse to do, such as favours.", "提出我方不能接受的要求，例如索要回扣。"),
            Text("Sees a supplier only as a cost to press.", "只把供应商当作压价对象。"),
            Text("Correct, without common ground.", "合作规矩，但缺乏共识。"),
            Text("Shares our view of quality and fair dealing.", "在质量和诚信经营上看法一致。"),
            Text("Lives the same values, and has shown it when it cost something.", "价值观一致，付出代价也能坚持。"),
        ),
        "Culture fit", "文化契合度",
    ),
    rating(
        "work_style_fit",
        Text("Fit of management style and pace", "管理风格与节奏契合度"),
        Text("Do pace, decision style and flexibility suit the way we work?", "客户的节奏、决策方式和灵活度是否适合我方的工作方式？"),
        (
            Text("Plans do not survive a week; everything is urgent.", "计划朝令夕改，事事都是急事。"),
            Text("Decisions take months, or are reopened after.", "决策动辄数月，或定了又推翻。"),
            Text("Different from ours, but can be planned with.", "与我方不同，但可以协调安排。"),
            Text("Similar pace; exceptions are agreed in time.", "节奏相近，例外情况能及时商定。"),
            Text("The same pace and methods; joint teams work as one.", "节奏和方法一致，联合团队协作顺畅。"),
        ),
        "Management style", "管理风格",
    ),
    rating(
        "communication",
        Text("Quality of communication", "沟通质量"),
        Text("How well does talking to the customer work?", "与客户的沟通是否顺畅有效？"),
        (
            Text("No contact person; messages go unanswered.", "没有对接人，消息无人回复。"),
            Text("Answers are late, and those who answer cannot decide.", "回复迟缓，回复者无权决定。"),
            Text("A contact person answers; news comes when we ask.", "有对接人回复，但需我方主动询问。"),
            Text("Regular meetings, minutes kept, changes announced.", "定期沟通，有会议纪要，变更会提前告知。"),
            Text("Open at all levels; problems are named early and solved together.", "各层级沟通畅通，问题提早提出、共同解决。"),
        ),
        "Communication quality", "沟通机制",
    ),
    rating(
        "co_innovation",
        Text("Openness to innovate together", "合作创新意愿"),
        Text("Would the customer develop or try something new with us?", "客户是否愿意与我方共同开发或试用新产品？"),
        (
            Text("Refuses whatever is not proven for years.", "只接受多年验证的成熟产品。"),
            Text("Buys new things only after others did.", "别人用过之后才会采用。"),
            Text("Tries new things if the risk is ours.", "在我方承担风险的前提下愿意试用。"),
            Text("Tests early versions, and reports what it finds.", "愿意参与试用并反馈结果。"),
            Text("Puts people and money into joint projects.", "愿意投入人员和资金开展联合项目。"),
        ),
        "Innovation openness", "创新开放度",
    ),
)  # fmt: skip
