"""Django's password rules, said as our pages speak."""

from typing import Any

from django.contrib.auth import password_validation as stock


class TooShort(stock.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"密码太短，至少要 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 个字符。"


class TooSimilar(stock.UserAttributeSimilarityValidator):
    def __init__(self, **options: Any) -> None:
        super().__init__(user_attributes=("username", "name"), **options)

    def get_error_message(self) -> str:
        return "密码和登录名或姓名太像，请换一个。"

    def get_help_text(self) -> str:
        return "不能和登录名、姓名太像。"


class TooCommon(stock.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "这个密码太常见，容易被猜到，请换一个。"

    def get_help_text(self) -> str:
        return "不能是常见的密码。"


class OnlyDigits(stock.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return "密码不能只有数字，请加上字母。"

    def get_help_text(self) -> str:
        return "不能只有数字。"
