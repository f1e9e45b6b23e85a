from tests.factories.agreements import *  # noqa: F403
from tests.factories.alliances import *  # noqa: F403
from tests.factories.meetings import *  # noqa: F403
from tests.factories.members import *  # noqa: F403
from tests.factories.messages import *  # noqa: F403
from tests.factories.minutes import *  # noqa: F403
from tests.factories.orders import *  # noqa: F403
from tests.factories.projects import *  # noqa: F403
