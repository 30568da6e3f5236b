"""Traditional Chinese characters of headers, and the simplified ones that stand for them in the names of fields.

Only characters that business headers are written with, each of which has one simplified form there: no converter of texts.
"""

from __future__ import annotations

TRADITIONAL = (
    "碼簡範圍辦備確詳詢銀見記語賬輸遠釋鍵隨頭"
    "編號戶稱業營額員數國區類別產總資淨潤應帳餘級評譽與聯絡電話郵遞網創時間開設註冊規團隊職從當執負責債權稅務單據發貨運費採購"
    "買賣銷價錢幣萬億歷訂計劃預測調議約續簽協標準證認質檢驗術專項處罰訴訟風險擔損償違糾紛適滿誠賴轉紹參會動態線實體門廠經緯縣"
    "鄉鎮場領導響變減長較顧問貸歸屬種構機關聞製廣東灣陸華為來個們對決層審鏈條複雜頻週內遲檔師訊維護優勢獲達係統訪談樣贈課習學"
    "歲齡齊壓縮積極終結給紀錄錯誤離難須頂順頁養駐驅黃點龍傳傭傷儲兒兩勞勵匯卻廳雙滯賒帐圓歐臺鐵鋼腦藥醫療飲農漁礦環節熱氣車輛"
    "輪"
)
SIMPLIFIED = (
    "码简范围办备确详询银见记语账输远释键随头"
    "编号户称业营额员数国区类别产总资净润应账余级评誉与联络电话邮递网创时间开设注册规团队职从当执负责债权税务单据发货运费采购"
    "买卖销价钱币万亿历订计划预测调议约续签协标准证认质检验术专项处罚诉讼风险担损偿违纠纷适满诚赖转绍参会动态线实体门厂经纬县"
    "乡镇场领导响变减长较顾问贷归属种构机关闻制广东湾陆华为来个们对决层审链条复杂频周内迟档师讯维护优势获达系统访谈样赠课习学"
    "岁龄齐压缩积极终结给纪录错误离难须顶顺页养驻驱黄点龙传佣伤储儿两劳励汇却厅双滞赊账圆欧台铁钢脑药医疗饮农渔矿环节热气车辆"
    "轮"
)
TO_SIMPLIFIED = str.maketrans(TRADITIONAL, SIMPLIFIED)


def simplify(text: str) -> str:
    """A header's name in simplified characters; 账 and 帐, of which both are written, are one.

    >>> simplify("應收帳款餘額"), simplify("客戶編號"), simplify("员工人数")
    ('应收账款余额', '客户编号', '员工人数')
    """
    return text.translate(TO_SIMPLIFIED)
