"""Who may do what: the one table. A leaf module, it imports no models."""

from enum import StrEnum, auto


class Role(StrEnum):
    """What a user is, by the level of the one organization they belong to."""

    SUPERVISOR = auto()  # 区县
    STREET = auto()  # 街道工作人员
    COMMUNITY = auto()  # 社区（及以下）书记
    UNIT = auto()  # 单位联络员

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.SUPERVISOR: "区县监督员",
    Role.STREET: "街道工作人员",
    Role.COMMUNITY: "社区书记",
    Role.UNIT: "单位联络员",
}


class Permission(StrEnum):
    """Everything a role can allow. Views name a permission, never a role."""

    DESK_VIEW = auto()  # 进工作台
    BACK_OFFICE = auto()  # 进管理后台
    PROFILE_EDIT = auto()  # 维护本组织资料
    PEOPLE_EDIT = auto()  # 维护本组织人员与任职
    PHONE_VIEW = auto()  # 查看完整电话（逐次记录原因）
    AGREEMENT_VIEW = auto()
    AGREEMENT_DRAFT = auto()  # 起草、送确认、终止
    AGREEMENT_SIGN = auto()  # 作为一方确认和签署
    MEETING_VIEW = auto()
    MEETING_RECORD = auto()  # 召集、记录、定稿
    MEETING_ANSWER = auto()  # 收会议通知，答复参加、请假、代参
    TOPIC_PROPOSE = auto()  # 向会议提议题，商量轮值调换
    DUTY_VIEW = auto()
    DUTY_SET = auto()  # 手工下达、销号、退回、答复延期
    DUTY_REPORT = auto()  # 报进展、报结、申请延期
    DUTY_FULFILMENT = auto()  # 看各单位办理情况
    PROJECT_VIEW = auto()
    PROJECT_MANAGE = auto()  # 提出、发布认领、验收、暂停、取消
    PROJECT_CLAIM = auto()  # 认领、报进展
    ORDER_VIEW = auto()
    ORDER_RECORD = auto()  # 替居民代录
    ORDER_DISPATCH = auto()  # 受理、派单、不予受理、并单、上报街道、核实
    ORDER_COORDINATE = auto()  # 答复上报街道的订单
    ORDER_WORK = auto()  # 接单、退单、报进展、办结
    ORDER_CONTACT = auto()  # 查看居民的联系方式（逐次记录原因）
    ORDER_EXPORT_CONTACT = auto()  # 导出订单时带联系方式
    ORDER_OWN = auto()  # 居民凭编号和电话尾号办理，不授予任何账号
    BULLETIN_WRITE = auto()
    PUBLICATION_PROPOSE = auto()  # 提出公开
    PUBLICATION_DECIDE = auto()  # 审核、批准、公开、撤回
    PAPER_TEMPLATE = auto()  # 换文书的 Word 模板
    REPORT_MAKE = auto()  # 出季度工作汇报
    AUDIT_VIEW = auto()  # 看审计日志（另需逐人授权）


_READ = {
    Permission.DESK_VIEW,
    Permission.AGREEMENT_VIEW,
    Permission.MEETING_VIEW,
    Permission.DUTY_VIEW,
    Permission.PROJECT_VIEW,
}
_MEMBER = _READ | {
    Permission.PROFILE_EDIT,
    Permission.PEOPLE_EDIT,
    Permission.AGREEMENT_SIGN,
    Permission.MEETING_ANSWER,
    Permission.TOPIC_PROPOSE,
    Permission.DUTY_REPORT,
    Permission.PROJECT_CLAIM,
    Permission.ORDER_VIEW,
    Permission.ORDER_WORK,
    Permission.ORDER_CONTACT,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.SUPERVISOR: frozenset(_READ | {Permission.DUTY_FULFILMENT}),
    Role.STREET: frozenset(Permission) - {Permission.AUDIT_VIEW, Permission.ORDER_OWN},
    Role.COMMUNITY: frozenset(
        _MEMBER
        | {
            Permission.PHONE_VIEW,
            Permission.AGREEMENT_DRAFT,
            Permission.MEETING_RECORD,
            Permission.DUTY_SET,
            Permission.DUTY_FULFILMENT,
            Permission.PROJECT_MANAGE,
            Permission.ORDER_RECORD,
            Permission.ORDER_DISPATCH,
            Permission.BULLETIN_WRITE,
            Permission.PUBLICATION_PROPOSE,
            Permission.REPORT_MAKE,
        }
    ),
    Role.UNIT: frozenset(_MEMBER),
}
