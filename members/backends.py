from django.contrib.auth.backends import ModelBackend

from members.models import User


class OrganizationBackend(ModelBackend):
    """Logs in by username and password; loads the user with the organization that every page asks about."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("organization").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
