"""Makes the metadata of a new Superset: its tables, its roles and one administrator, whose password is
SUPERSET_ADMIN_PASSWORD.

One process does what three calls of Superset's command line would, each of which imports all of it anew.
"""

import os

from flask_migrate import upgrade
from superset.app import create_app

ADMINISTRATOR = "admin"


def prepare() -> None:
    """Make the metadata in SUPERSET_HOME."""
    with create_app().app_context():
        upgrade()
        from superset import appbuilder, security_manager

        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        security_manager.add_user(
            ADMINISTRATOR, "Admin", "Admin", "admin@example.com", security_manager.find_role("Admin"),
            password=os.environ["SUPERSET_ADMIN_PASSWORD"],
        )


if __name__ == "__main__":
    prepare()
