"""The application for gunicorn: `gunicorn --config python:app.gunicorn app.wsgi:application`."""

from app import create_app
from app.running import check_shape, log_to_stdout
from processes import config as settings
from processes.database import open_engine, open_sessions

config = settings.load()
settings.use(config)
log_to_stdout()

if config.database_url is None:
    raise settings.NotConfigured("HILFEPLAN_DATABASE_URL is missing: as a service the application needs a database.")

engine = open_engine(config.database_url, pool_size=2 * config.threads)
check_shape(engine)
application = create_app(config, open_sessions(engine))
