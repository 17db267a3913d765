"""The titles by which columns are recognised, in English, Chinese and Russian.

They are written as `columns.key` writes them; the order within a field is the order of preference.
"""

from __future__ import annotations

from collections.abc import Mapping


def _titles(text: str) -> tuple[str, ...]:
    return tuple(text.split(" | "))


_SERIAL = _titles(
    "serial | serial number | serial no | serialnumber | serial nr | s n | sn | imei | 序列号 | "
    "序号编码 | 机身号 | 产品序列号 | серийный номер | серийный № | серийник | заводской номер"
)
_PRODUCT = _titles(
    "product | product name | model | model name | item name | item | part name | device | "
    "产品 | 产品名称 | 型号 | 商品 | товар | изделие | модель | продукт | наименование"
)
_BRAND = _titles("brand | manufacturer | make | maker | 品牌 | 制造商 | 厂商 | бренд | марка | производитель")
_CATEGORY = _titles(
    "category | product category | product type | type | 类别 | 分类 | 品类 | категория | тип"
)
_CUSTOMER = _titles(
    "customer | customer name | client | owner | buyer | full name | name | contact | 客户 | "
    "客户姓名 | 客户名称 | 顾客 | 姓名 | 用户 | клиент | покупатель | владелец | фио | имя | "
    "заказчик"
)
_PHONE = _titles(
    "phone | phone number | telephone | tel | mobile | mobile phone | cell | 电话 | 手机 | "
    "手机号 | 联系电话 | телефон | номер телефона | мобильный"
)
_EMAIL = _titles(
    "email | e mail | email address | mail | 邮箱 | 电子邮件 | 电子邮箱 | почта | эл почта | "
    "электронная почта"
)
_ADDRESS = _titles("address | street address | postal address | 地址 | 住址 | 联系地址 | адрес")
_PARTNER = _titles(
    "partner | dealer | reseller | supplier | installer | seller | shop | store | 合作伙伴 | "
    "经销商 | 供应商 | 门店 | партнёр | партнер | дилер | поставщик | продавец | магазин"
)
_NOTES = _titles(
    "notes | note | remarks | remark | 备注 | 说明 | примечание | примечания | заметки | комментарий"
)
_MONTHS = _titles(
    "warranty months | warranty | warranty month | warranty period | 保修月数 | 质保月数 | "
    "保修期月 | гарантия мес | гарантия месяцев | срок гарантии мес | гарантия"
)
_REASON = _titles("reason | reason code | cause | 原因 | причина")

TITLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "units": {
        "serial": _SERIAL,
        "product": _PRODUCT,
        "brand": _BRAND,
        "category": _CATEGORY,
        "built": _titles(
            "built | build date | manufactured | manufacture date | date of manufacture | "
            "生产日期 | 制造日期 | дата производства | дата выпуска | дата изготовления"
        ),
        "shipped": _titles(
            "shipped | ship date | shipping date | shipped on | 发货日期 | 出货日期 | дата отгрузки"
        ),
        "delivered": _titles(
            "delivered | delivery date | delivered on | received | 交付日期 | 送达日期 | "
            "收货日期 | дата доставки | дата передачи"
        ),
        "invoiced": _titles(
            "invoiced | invoice date | purchase date | purchased | bought | date of purchase | "
            "sold | sale date | sold date | 购买日期 | 发票日期 | 开票日期 | 销售日期 | "
            "дата покупки | дата продажи | дата чека | дата счёта | куплено"
        ),
        "activated": _titles(
            "activated | activation date | activated on | in service | in service date | "
            "激活日期 | 启用日期 | дата активации | дата ввода в эксплуатацию"
        ),
        "installed": _titles(
            "installed | installation date | install date | installed on | 安装日期 | "
            "дата установки | дата монтажа"
        ),
        "warranty_months": _MONTHS,
        "warranty_end": _titles(
            "warranty end | warranty expires | warranty expiry | warranty until | "
            "warranty end date | warranty expiration | 保修到期 | 保修截止 | 保修到期日 | "
            "质保到期 | гарантия до | окончание гарантии | конец гарантии"
        ),
        "failed": _titles("failed | failure date | failed on | 故障日期 | дата отказа"),
        "customer": _CUSTOMER,
        "phone": _PHONE,
        "email": _EMAIL,
        "address": _ADDRESS,
        "partner": _PARTNER,
        "notes": _NOTES,
    },
    "ratings": {
        "score": _titles(
            "score | nps | nps score | rating | recommend | likelihood to recommend | answer | "
            "评分 | 打分 | 推荐分 | 推荐度 | оценка | балл | рейтинг"
        ),
        "date": _titles(
            "date | survey date | answered | answered on | timestamp | response date | submitted | "
            "submit date | submitted at | created | 日期 | 调查日期 | 回答日期 | 提交时间 | дата | "
            "дата опроса | дата ответа | отметка времени"
        ),
        "id": _titles("id | response id | respondent id | answer id | 编号 | 答卷编号 | номер ответа"),
        "claim": _titles(
            "claim | claim number | ticket | case | 工单 | 工单号 | заявка | номер заявки | обращение"
        ),
        "serial": _SERIAL,
        "product": _PRODUCT,
        "comment": _titles(
            "comment | comments | why | feedback | verbatim | 评论 | 意见 | 为什么 | комментарий | "
            "отзыв | почему"
        ),
        "reason": _REASON,
        "partner": _PARTNER,
        "agent": _titles("agent | employee | served by | clerk | 客服 | 坐席 | 员工 | оператор | сотрудник"),
        "segment": _titles(
            "segment | region | market | group | country | 细分 | 地区 | 区域 | 市场 | сегмент | "
            "регион | рынок"
        ),
    },
    "customers": {
        "name": _CUSTOMER,
        "id": _titles(
            "id | customer id | customer number | client id | account | 客户编号 | 客户id | "
            "код клиента | номер клиента"
        ),
        "phone": _PHONE,
        "email": _EMAIL,
        "address": _ADDRESS,
        "language": _titles("language | lang | locale | 语言 | язык"),
        "since": _titles(
            "since | customer since | start date | registered | 注册日期 | 客户始于 | клиент с | "
            "дата регистрации"
        ),
        "notes": _NOTES,
    },
    "products": {
        "product": (*_PRODUCT, *_titles("name | 名称 | название")),
        "brand": _BRAND,
        "category": _CATEGORY,
        "warranty_months": _MONTHS,
        "notes": _NOTES,
    },
    "claims": {
        "number": _titles(
            "number | claim number | claim | ticket | id | 工单号 | 单号 | номер | номер заявки"
        ),
        "serial": _SERIAL,
        "product": _PRODUCT,
        "brand": _BRAND,
        "category": _CATEGORY,
        "fault": _titles(
            "fault | fault code | fault type | defect | symptom | 故障 | 故障代码 | "
            "неисправность | код неисправности | дефект"
        ),
        "failure_date": _titles("failure date | failed | failed on | 故障日期 | дата отказа | дата поломки"),
        "filed": _titles(
            "filed | filed on | claim date | event date | date | opened | created | 报修日期 | "
            "申请日期 | 受理日期 | дата обращения | дата заявки | дата"
        ),
        "closed": _titles(
            "closed | closed on | completed | finished | 完成日期 | дата закрытия | дата выдачи"
        ),
        "channel": _titles("channel | 渠道 | канал"),
        "state": _titles("state | status | repair status | 状态 | 维修状态 | статус | состояние"),
        "resolution": _titles("resolution | outcome | 处理结果 | решение | результат"),
        "reason": (*_REASON, *_titles("repair barrier if end of life")),
        "year": _titles("year | year of manufacture | 生产年份 | год выпуска"),
        "customer": _CUSTOMER,
        "phone": _PHONE,
        "email": _EMAIL,
        "partner": _PARTNER,
        "note": _titles(
            "problem | description | fault description | note | notes | 问题 | 问题描述 | "
            "故障描述 | 备注 | описание | проблема | примечание"
        ),
    },
}
"""By kind and field: the titles a column may have."""
