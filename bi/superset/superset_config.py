"""A Superset for one person on this machine, on loopback: what `server.py` starts. Not for anything that others reach."""

import os

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{os.environ['SUPERSET_HOME']}/superset.db?check_same_thread=false"

# No proxy, no other site and no second user stands between the browser and this server.
TALISMAN_ENABLED = False
WTF_CSRF_ENABLED = False
RATELIMIT_ENABLED = False
CONTENT_SECURITY_POLICY_WARNING = False

# Every chart is drawn at once, also those below the fold.
FEATURE_FLAGS = {"DASHBOARD_VIRTUALIZATION": False}

LOG_LEVEL = "WARNING"
