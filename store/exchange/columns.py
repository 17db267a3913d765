"""The fields of each kind of list, and the titles by which columns are recognised.

Titles are compared without case, punctuation and width. The order of the titles of a field is its
preference: where two columns would fit, the earlier title wins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

KINDS = ("units", "ratings", "customers", "products", "claims")

FIELDS: Mapping[str, tuple[str, ...]] = {
    "units": (
        "serial", "product", "brand", "category", "built", "shipped", "delivered", "invoiced", "activated",
        "installed", "warranty_months", "warranty_end", "failed", "customer", "phone", "email", "address",
        "partner", "notes",
    ),
    "ratings": (
        "score", "date", "id", "claim", "serial", "product", "comment", "reason", "partner", "agent", "segment",
    ),
    "customers": ("name", "id", "phone", "email", "address", "language", "since", "notes"),
    "products": ("product", "brand", "category", "warranty_months", "notes"),
    "claims": (
        "number", "serial", "product", "brand", "category", "fault", "failure_date", "filed", "closed", "channel",
        "state", "resolution", "reason", "year", "customer", "phone", "email", "partner", "note",
    ),
}  # fmt: skip
"""What can be mapped, by kind of list."""

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "units": ("serial",),
    "ratings": ("score", "date"),
    "customers": ("name",),
    "products": ("product",),
    "claims": ("filed",),
}
"""Fields without which a row says nothing."""

DATES = frozenset(
    {
        "built", "shipped", "delivered", "invoiced", "activated", "installed", "warranty_end", "failed", "date",
        "since", "failure_date", "filed", "closed",
    }
)  # fmt: skip
"""Fields that hold a day."""

LONG = frozenset({"notes", "note", "comment", "address"})
"""Fields that may run over several lines."""

KEPT_WITH_TITLE = ("notes", "note", "comment")
"""Fields that take in any number of columns, each value under its title."""

JOINS: Mapping[str, str] = {"address": ", ", "notes": "\n", "note": "\n", "comment": "\n"}
"""What stands between several columns of one field; a space unless it is said here."""

_SERIAL = (
    "serial", "serial number", "serial no", "serialnumber", "serial nr", "s n", "sn", "imei",
    "序列号", "序号编码", "机身号", "产品序列号", "серийный номер", "серийный №", "серийник", "заводской номер",
)  # fmt: skip
_PRODUCT = (
    "product", "product name", "model", "model name", "item name", "item", "part name", "device",
    "产品", "产品名称", "型号", "商品", "товар", "изделие", "модель", "продукт", "наименование",
)  # fmt: skip
_BRAND = (
    "brand",
    "manufacturer",
    "make",
    "maker",
    "品牌",
    "制造商",
    "厂商",
    "бренд",
    "марка",
    "производитель",
)
_CATEGORY = (
    "category",
    "product category",
    "product type",
    "type",
    "类别",
    "分类",
    "品类",
    "категория",
    "тип",
)
_CUSTOMER = (
    "customer", "customer name", "client", "owner", "buyer", "full name", "name", "contact",
    "客户", "客户姓名", "客户名称", "顾客", "姓名", "用户", "клиент", "покупатель", "владелец", "фио", "имя", "заказчик",
)  # fmt: skip
_PHONE = (
    "phone", "phone number", "telephone", "tel", "mobile", "mobile phone", "cell",
    "电话", "手机", "手机号", "联系电话", "телефон", "номер телефона", "мобильный",
)  # fmt: skip
_EMAIL = (
    "email", "e mail", "email address", "mail", "邮箱", "电子邮件", "电子邮箱", "почта", "эл почта", "электронная почта",
)  # fmt: skip
_ADDRESS = ("address", "street address", "postal address", "地址", "住址", "联系地址", "адрес")
_PARTNER = (
    "partner", "dealer", "reseller", "supplier", "installer", "seller", "shop", "store",
    "合作伙伴", "经销商", "供应商", "门店", "партнёр", "партнер", "дилер", "поставщик", "продавец", "магазин",
)  # fmt: skip
_NOTES = (
    "notes", "note", "remarks", "remark", "备注", "说明", "примечание", "примечания", "заметки", "комментарий",
)  # fmt: skip
_MONTHS = (
    "warranty months", "warranty", "warranty month", "warranty period", "保修月数", "质保月数", "保修期月",
    "гарантия мес", "гарантия месяцев", "срок гарантии мес", "гарантия",
)  # fmt: skip
_FILED = ("filed", "filed on", "claim date", "event date", "date", "opened", "created", "报修日期", "申请日期",
          "受理日期", "дата обращения", "дата заявки", "дата")  # fmt: skip
_REASON = ("reason", "reason code", "cause", "原因", "причина")

TITLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "units": {
        "serial": _SERIAL,
        "product": _PRODUCT,
        "brand": _BRAND,
        "category": _CATEGORY,
        "built": ("built", "build date", "manufactured", "manufacture date", "date of manufacture", "生产日期",
                  "制造日期", "дата производства", "дата выпуска", "дата изготовления"),
        "shipped": ("shipped", "ship date", "shipping date", "shipped on", "发货日期", "出货日期", "дата отгрузки"),
        "delivered": ("delivered", "delivery date", "delivered on", "received", "交付日期", "送达日期", "收货日期",
                      "дата доставки", "дата передачи"),
        "invoiced": ("invoiced", "invoice date", "purchase date", "purchased", "bought", "date of purchase", "sold",
                     "sale date", "sold date", "购买日期", "发票日期", "开票日期", "销售日期", "дата покупки",
                     "дата продажи", "дата чека", "дата счёта", "куплено"),
        "activated": ("activated", "activation date", "activated on", "in service", "in service date", "激活日期",
                      "启用日期", "дата активации", "дата ввода в эксплуатацию"),
        "installed": ("installed", "installation date", "install date", "installed on", "安装日期", "дата установки",
                      "дата монтажа"),
        "warranty_months": _MONTHS,
        "warranty_end": ("warranty end", "warranty expires", "warranty expiry", "warranty until", "warranty end date",
                         "warranty expiration", "保修到期", "保修截止", "保修到期日", "质保到期", "гарантия до",
                         "окончание гарантии", "конец гарантии"),
        "failed": ("failed", "failure date", "failed on", "故障日期", "дата отказа"),
        "customer": _CUSTOMER,
        "phone": _PHONE,
        "email": _EMAIL,
        "address": _ADDRESS,
        "partner": _PARTNER,
        "notes": _NOTES,
    },
    "ratings": {
        "score": ("score", "nps", "nps score", "rating", "recommend", "likelihood to recommend", "answer",
                  "评分", "打分", "推荐分", "推荐度", "оценка", "балл", "рейтинг"),
        "date": ("date", "survey date", "answered", "answered on", "timestamp", "response date", "submitted",
                 "submit date", "submitted at", "created", "日期", "调查日期", "回答日期", "提交时间", "дата",
                 "дата опроса", "дата ответа", "отметка времени"),
        "id": ("id", "response id", "respondent id", "answer id", "编号", "答卷编号", "номер ответа"),
        "claim": ("claim", "claim number", "ticket", "case", "工单", "工单号", "заявка", "номер заявки", "обращение"),
        "serial": _SERIAL,
        "product": _PRODUCT,
        "comment": ("comment", "comments", "why", "feedback", "verbatim", "评论", "意见", "为什么", "комментарий",
                    "отзыв", "почему"),
        "reason": _REASON,
        "partner": _PARTNER,
        "agent": ("agent", "employee", "served by", "clerk", "客服", "坐席", "员工", "оператор", "сотрудник"),
        "segment": ("segment", "region", "market", "group", "country", "细分", "地区", "区域", "市场", "сегмент",
                    "регион", "рынок"),
    },
    "customers": {
        "name": _CUSTOMER,
        "id": ("id", "customer id", "customer number", "client id", "account", "客户编号", "客户id", "код клиента",
               "номер клиента"),
        "phone": _PHONE,
        "email": _EMAIL,
        "address": _ADDRESS,
        "language": ("language", "lang", "locale", "语言", "язык"),
        "since": ("since", "customer since", "start date", "registered", "注册日期", "客户始于", "клиент с",
                  "дата регистрации"),
        "notes": _NOTES,
    },
    "products": {
        "product": (*_PRODUCT, "name", "名称", "название"),
        "brand": _BRAND,
        "category": _CATEGORY,
        "warranty_months": _MONTHS,
        "notes": _NOTES,
    },
    "claims": {
        "number": ("number", "claim number", "claim", "ticket", "id", "工单号", "单号", "номер", "номер заявки"),
        "serial": _SERIAL,
        "product": _PRODUCT,
        "brand": _BRAND,
        "category": _CATEGORY,
        "fault": ("fault", "fault code", "fault type", "defect", "symptom", "故障", "故障代码", "неисправность",
                  "код неисправности", "дефект"),
        "failure_date": ("failure date", "failed", "failed on", "故障日期", "дата отказа", "дата поломки"),
        "filed": _FILED,
        "closed": ("closed", "closed on", "completed", "finished", "完成日期", "дата закрытия", "дата выдачи"),
        "channel": ("channel", "渠道", "канал"),
        "state": ("state", "status", "repair status", "状态", "维修状态", "статус", "состояние"),
        "resolution": ("resolution", "outcome", "处理结果", "решение", "результат"),
        "reason": (*_REASON, "repair barrier if end of life"),
        "year": ("year", "year of manufacture", "生产年份", "год выпуска"),
        "customer": _CUSTOMER,
        "phone": _PHONE,
        "email": _EMAIL,
        "partner": _PARTNER,
        "note": ("problem", "description", "fault description", "note", "notes", "问题", "问题描述", "故障描述", "备注",
                 "описание", "проблема", "примечание"),
    },
}  # fmt: skip
"""By kind and field: the titles a column may have, in English, Chinese and Russian, as `key` writes them."""

_SCORE_QUESTION = re.compile(
    r"\b(scale of|likely|recommend|nps)\b|0 ?(to|-|–|…) ?10|推荐|порекоменд|рекоменд"
)
_NOT_WORD = re.compile(r"[\W_]+")


def key(title: str) -> str:
    """Return a title as it is compared: ``HB.serial_number`` → ``hb serial number``."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", title).casefold()).strip()


def asks_for_score(title: str) -> bool:
    """Tell whether a title is the question itself, as in the export of a survey."""
    return (
        len(title) > 12
        and _SCORE_QUESTION.search(unicodedata.normalize("NFKC", title).casefold()) is not None
    )


def recognise(kind: str, header: tuple[str, ...]) -> dict[str, int]:
    """Return field → column (from 0) for the titles of `header` that say what they are."""
    keys = [key(title) for title in header]
    found: dict[str, int] = {}
    for field, titles in TITLES[kind].items():
        place = next((keys.index(title) for title in titles if title in keys), None)
        if place is not None and place not in found.values():
            found[field] = place
    if kind == "ratings" and "score" not in found:
        questions = [place for place, title in enumerate(header) if asks_for_score(title)]
        if questions:
            found["score"] = questions[0]
    return found


def likely_kind(header: tuple[str, ...]) -> str | None:
    """Return what kind of list the titles speak of; None if they do not say."""
    found = {kind: recognise(kind, header) for kind in KINDS}
    if "score" in found["ratings"] and "date" in found["ratings"]:
        return "ratings"
    claim = found["claims"]
    if "filed" in claim and ("fault" in claim or ("state" in claim and "note" in claim)):
        return "claims"
    if "serial" in found["units"]:
        return "units"
    if "name" in found["customers"] and ({"phone", "email", "address"} & found["customers"].keys()):
        return "customers"
    if "product" in found["products"] and (
        {"category", "warranty_months", "brand"} & found["products"].keys()
    ):
        return "products"
    return "ratings" if "score" in found["ratings"] else None
