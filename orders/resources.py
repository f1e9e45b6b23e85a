"""Excel lists of orders."""

from members.back_office.exports import Column

ORDERS = (
    Column("受理编号", "code"),
    Column("类别", "category__name"),
    Column("服务", "item__title"),
    Column("事项", "title"),
    Column("大致位置", "area"),
    Column("渠道", "channel"),
    Column("紧急程度", "urgency"),
    Column("受理组织", "host__name"),
    Column("承办单位", "lead__name"),
    Column("协办单位", "assistants__name", many=True),
    Column("责任组织", "responsible__name"),
    Column("状态", "status"),
    Column("点单时间", "created_at"),
    Column("办结时限", "resolve_due"),
    Column("办结时间", "finished_at"),
    Column("了结时间", "closed_at"),
    Column("上报街道次数", "escalations"),
    Column("重开次数", "reopened"),
    Column("不予受理的原因", "refusal__name"),
    Column("核实方式", "verified_way"),
    Column("居民说解决了没有", "solved"),
    Column("居民打分", "stars"),
    Column("居民怎么说", "words", personal=True),
    Column("称呼", "name", personal=True),
    Column("联系电话", "phone", personal=True),
    Column("详细地址", "address", personal=True),
)
