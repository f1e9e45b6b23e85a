"""Excel lists of organizations and people."""

from members.back_office.exports import Column

ORGANIZATIONS = (
    Column("名称", "name"),
    Column("简称", "short_name"),
    Column("编码", "code"),
    Column("层级", "level"),
    Column("单位性质", "sector"),
    Column("上级", "parent__name"),
    Column("地址", "address"),
    Column("公开电话", "phone"),
    Column("办公时间", "office_hours"),
    Column("主管单位", "superior"),
    Column("党员数", "party_members"),
    Column("志愿者数", "volunteers"),
    Column("报到在职党员数", "registered_members"),
    Column("能提供的服务", "offers"),
    Column("在用", "is_active"),
)

PEOPLE = (
    Column("姓名", "name"),
    Column("所在单位", "organization__name"),
    Column("职务", "title"),
    Column("电话", "phone", personal=True),
    Column("备注", "note"),
)

APPOINTMENTS = (
    Column("姓名", "person__name"),
    Column("所在单位", "person__organization__name"),
    Column("任职", "post"),
    Column("任职组织", "organization__name"),
    Column("任职日期", "started_on"),
    Column("离任日期", "ended_on"),
)
