"""Fields about what the customer is to us: its relation, loyalty, channel and place in the chain."""

from shortlist import Field, Text

FIELDS = (
    Field(
        "relation",
        "level",
        title=Text("Relation to us", "与我方的关系"),
        aliases=("Relation to us", "Relationship type", "Account relationship", "客户关系类型", "往来关系"),
        doubtful_aliases=dict.fromkeys(
            ("Relationship type", "Account type", "客户类型", "客户类别", "客户分类", "Type"),
            Text("a class of your own", "我方自定的客户分类"),
        ),
        values=("internal", "external", "potential", "indirect", "direct"),
        words={
            "internal": Text("internal", "内部客户"), "external": Text("external", "外部合作方"),
            "potential": Text("potential", "潜在客户"), "indirect": Text("indirect", "间接客户"), "direct": Text("direct", "直接客户"),
        },
        value_aliases={
            "own department": "internal", "subsidiary": "internal", "内部客户": "internal", "内部": "internal",
            "partner": "external", "stakeholder": "external", "外部客户": "external", "外部": "external",
            "lead": "potential", "潜在客户": "potential", "潜在": "potential",
            "via channel": "indirect", "through distributor": "indirect", "间接客户": "indirect", "间接": "indirect",
            "buys from us": "direct", "直接客户": "direct", "直接": "direct",
        },
        ask=Text("Does it buy from us, through a channel, not yet, or is it a part of our company or another partner?",
                 "客户是直接采购、通过渠道采购、尚未采购，还是内部单位或其他合作方？"),
    ),
    Field(
        "brand_loyalty",
        "level",
        title=Text("Loyalty to a brand", "品牌忠诚类型"),
        aliases=("Brand loyalty", "Loyalty type", "品牌忠诚度", "忠诚类型"),
        values=("many_brands", "switching", "loyal"),
        words={
            "many_brands": Text("tries many brands", "多品牌尝试型"), "switching": Text("switching", "摇摆型"),
            "loyal": Text("loyal", "忠诚型"),
        },
        value_aliases={
            "tries many": "many_brands", "multi-brand": "many_brands", "多品牌尝试": "many_brands", "多品牌尝试型": "many_brands",
            "swings": "switching", "摇摆": "switching", "摇摆型": "switching", "忠诚": "loyal", "忠诚型": "loyal",
        },
        ask=Text("Does the customer stay with one brand, move between a few, or try many?", "客户忠于一个品牌、在几个品牌间摇摆，还是不断尝试新品牌？"),
    ),
    Field(
        "channel_preference",
        "level",
        title=Text("Channel it prefers", "渠道偏好"),
        aliases=("Preferred channel", "Channel preference", "Buying channel", "偏好渠道", "购买渠道"),
        values=("offline", "online"),
        words={
            "offline": Text("in person", "线下"), "online": Text("online", "线上"),
        },
        value_aliases={
            "shop": "offline", "in person": "offline", "field sales": "offline", "线下": "offline", "线下实体": "offline",
            "digital": "online", "web shop": "online", "e-commerce": "online", "线上": "online", "线上数字化": "online",
        },
        ask=Text("Does the customer rather buy in person or online?", "客户偏好线下采购还是线上采购？"),
    ),
    Field(
        "chain_position",
        "level",
        title=Text("Place in the supply chain", "供应链位置"),
        aliases=("Supply chain position", "Position in the supply chain", "Partner type", "供应链角色", "产业链位置"),
        doubtful_aliases=dict.fromkeys(
            ("Partner type", "Account type", "客户类型", "客户类别", "客户分类", "Type", "渠道类型"),
            Text("a class of your own", "我方自定的客户分类"),
        ),
        values=("supplier", "distributor", "end_user"),
        words={
            "supplier": Text("supplier", "上游供应商"), "distributor": Text("distributor", "下游分销商"),
            "end_user": Text("end user", "终端用户"),
        },
        value_aliases={
            "upstream": "supplier", "vendor": "supplier", "上游供应商": "supplier", "供应商": "supplier",
            "reseller": "distributor", "dealer": "distributor", "agent": "distributor", "wholesaler": "distributor", "下游分销商": "distributor",
            "经销商": "distributor", "代理商": "distributor", "分销商": "distributor",
            "end user": "end_user", "end customer": "end_user", "终端用户": "end_user", "最终用户": "end_user",
        },
        ask=Text("Does it supply us, sell our products on, or use them itself?", "客户是向我方供货、转售我方产品，还是自用？"),
    ),
)  # fmt: skip
