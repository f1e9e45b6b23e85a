"""Excel lists of what an alliance keeps."""

from members.back_office.exports import Column

PUBLICATION = (
    Column("公开状态", "publication"),
    Column("公开范围", "scope"),
    Column("公开时间", "published_at"),
)

MEMBERSHIPS = (
    Column("单位名称", "organization__name"),
    Column("单位性质", "organization__sector"),
    Column("联盟层级", "tier__title"),
    Column("服务的社区", "communities__name", many=True),
    Column("阶段", "stage"),
    Column("加入日期", "joined_on"),
    Column("退出日期", "left_on"),
    Column("怎样发现和吸纳", "how_found"),
    Column("吸纳它的组织", "admitted_through"),
    Column("地址", "organization__address"),
    Column("公开电话", "organization__phone"),
)

REGULATIONS = (
    Column("名称", "name"),
    Column("次序", "order"),
    Column("一句话说明", "summary"),
    Column("主办", "host__name"),
    Column("施行日期", "in_force_from"),
    Column("废止日期", "in_force_to"),
    *PUBLICATION,
)

AGREEMENTS = (
    Column("名称", "title"),
    Column("主办", "host__name"),
    Column("各方", "parties__organization__name", many=True),
    Column("生效日期", "starts_on"),
    Column("到期日期", "ends_on"),
    Column("状态", "status"),
    Column("签订日期", "signed_on"),
    Column("版本", "version"),
    *PUBLICATION,
)

MEETINGS = (
    Column("会议名称", "title"),
    Column("会议类型", "kind__name"),
    Column("召集组织", "host__name"),
    Column("时间", "starts_at"),
    Column("地点", "place"),
    Column("主持人", "chair"),
    Column("记录人", "recorder"),
    Column("状态", "status"),
    Column("纪要年份", "minutes_year"),
    Column("纪要序号", "minutes_number"),
    Column("定稿时间", "finalized_at"),
    *PUBLICATION,
)

DUTIES = (
    Column("事项", "title"),
    Column("具体要求", "detail"),
    Column("责任单位", "lead__name"),
    Column("配合单位", "assistants__name", many=True),
    Column("下达组织", "host__name"),
    Column("来自会议", "resolution__meeting__title"),
    Column("来自协议", "clause__agreement__title"),
    Column("完成期限", "due_on"),
    Column("原定期限", "original_due_on"),
    Column("状态", "status"),
    Column("下达时间", "set_at"),
    Column("报结时间", "done_at"),
    Column("销号时间", "verified_at"),
)

BULLETINS = (
    Column("标题", "title"),
    Column("栏目", "column__name"),
    Column("摘要", "summary"),
    Column("日期", "dated_on"),
    Column("主办", "host__name"),
    *PUBLICATION,
)
