"""Every value comes from the environment; the defaults work for ``make run``.

``STORYTRACKER_MODE`` is ``local`` (the default: one person, this machine, servers of our own) or
``production``, where secrets and addresses have to be given and cookies travel over HTTPS only; see
.env.example.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from storytracker import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("STORYTRACKER_VAR", str(BASE_DIR / "var")))

MODE = env.choice("STORYTRACKER_MODE", ("local", "production"))
IN_PRODUCTION = MODE == "production"
DEBUG = env.boolean("STORYTRACKER_DEBUG", default=False)
if DEBUG and IN_PRODUCTION:
    raise env.BadSetting(
        "STORYTRACKER_DEBUG", "shows the program's insides to anybody: never in production."
    )

# --- Secrets and addresses -----------------------------------------------------------------------

if IN_PRODUCTION:
    SECRET_KEY = env.required(
        "STORYTRACKER_SECRET_KEY", "production needs a secret of 50 random characters or more"
    )
    if len(SECRET_KEY) < 50:
        raise env.BadSetting(
            "STORYTRACKER_SECRET_KEY", "is too short: give 50 random characters or more."
        )
    env.required(
        "STORYTRACKER_ALLOWED_HOSTS",
        "name the hosts that this site is reached by, separated by commas",
    )
    # localhost: the container asks itself whether it is well.
    ALLOWED_HOSTS = [*env.words("STORYTRACKER_ALLOWED_HOSTS"), "localhost"]
    DATABASE_URL = env.required("DATABASE_URL", "production needs a PostgreSQL of its own")
    REDIS_URL = env.required("REDIS_URL", "production needs a Redis of its own")
else:
    _running = env.running(VAR_DIR)
    # Without a running supervisor nothing has to outlive this process, so a secret of its own will
    # do.
    SECRET_KEY = (
        env.text("STORYTRACKER_SECRET_KEY")
        or _running.get("secret_key")
        or secrets.token_urlsafe(50)
    )
    ALLOWED_HOSTS = env.words("STORYTRACKER_ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
    DATABASE_URL = (
        env.text("DATABASE_URL") or _running.get("database_url") or "postgresql:///storytracker"
    )
    REDIS_URL = env.text("REDIS_URL") or _running.get("redis_url") or "redis://127.0.0.1:6379/0"

# Off only to try production out without a certificate.
USES_HTTPS = env.boolean("STORYTRACKER_HTTPS", default=IN_PRODUCTION)
CSRF_TRUSTED_ORIGINS = env.words("STORYTRACKER_TRUSTED_ORIGINS")
if env.boolean("STORYTRACKER_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- The program ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "apps.accounts",
    "apps.sources",
    "apps.claims",
    "apps.stories",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "axes",
    "csp",
    "lucide",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.accounts.middleware.OwnTimezoneMiddleware",
    "apps.accounts.middleware.DenyByDefaultMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, as it asks to be: it turns a refused sign-in into the lockout page.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "storytracker.urls"
WSGI_APPLICATION = "storytracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- PostgreSQL ----------------------------------------------------------------------------------

DATABASES = {"default": env.database(DATABASE_URL)}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Set by gunicorn's configuration: only there do threads come and go often enough to share
# connections.
if _pool_size := env.number("STORYTRACKER_DATABASE_POOL", 0, 0, 100):
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": _pool_size, "timeout": 10}
# Where pg_dump and pg_restore are, for backups; empty: the embedded ones, or those of the PATH.
POSTGRES_PROGRAMS = env.text("STORYTRACKER_POSTGRES_PROGRAMS")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis and Celery: a hint that there is work; the work itself is in PostgreSQL ---------------

CELERY_BROKER_URL = env.celery_broker(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    # Interactive work goes first; a long import waits.
    "queue_order_strategy": "priority",
    "socket_connect_timeout": 3,
    "socket_timeout": 15,
    # With Redis away a send gives up after one more try, instead of holding a request up for 6 s.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A send that fails is no error and must not hold a request up: the sweeper sends again.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# A lost child's lease runs out and the sweeper sends again; a page that kills its parser can't loop
# in the broker.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
# In the order in which they are looked at.
CELERY_TASK_QUEUES: dict[str, dict[str, object]] = {"interactive": {}, "fetching": {}, "bulk": {}}
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "poll-due-feeds": {
        "task": "recipe.poll_due_feeds",
        "schedule": 30.0,
        # A worker that comes back after an hour has one round to make, not 120.
        "options": {"expires": 30},
    },
    "watch-articles": {
        "task": "recipe.watch_articles",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
}

# --- Who gets in ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "stories:index"
LOGOUT_REDIRECT_URL = LOGIN_URL
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]

# By name alone: behind a proxy every address is the same, and an attacker has many.
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = [
    "axes.W006",  # wants the address in it
    "security.W005",  # subdomains and the browsers' preload list
    "security.W021",  # are not ours to decide on
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "apps.accounts.views.signing.locked_out"
AXES_ENABLE_ADMIN = False

# A link to set a password lasts a day.
PASSWORD_RESET_TIMEOUT = 86_400
# Without a host no mail is sent: an admin hands the links over.
EMAIL_HOST = env.text("STORYTRACKER_EMAIL_HOST")
EMAIL_PORT = env.number("STORYTRACKER_EMAIL_PORT", 587, 1, 65_535)
EMAIL_HOST_USER = env.text("STORYTRACKER_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("STORYTRACKER_EMAIL_PASSWORD")
EMAIL_USE_TLS = env.boolean("STORYTRACKER_EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("STORYTRACKER_EMAIL_FROM", "storytracker@localhost")

SESSION_COOKIE_SECURE = USES_HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = USES_HTTPS
SECURE_SSL_REDIRECT = USES_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if USES_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Uploads: their bytes are kept in PostgreSQL -------------------------------------------------

UPLOAD_FILE_LIMIT_BYTES = 10_000_000
UPLOAD_REQUEST_LIMIT_BYTES = 100_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 2_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
# Of what is no file: an article that was pasted.
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_FILE_LIMIT_BYTES + 1_000_000

# --- Imports: PostgreSQL is the queue, see apps/sources/services ---------------------------------

# Longer than CELERY_TASK_TIME_LIMIT, so that a lease only runs out on somebody who is gone.
ITEM_LEASE_SECONDS = env.number("STORYTRACKER_LEASE_SECONDS", 150, 1, 3600)
SWEEP_SECONDS = env.number("STORYTRACKER_SWEEP_SECONDS", 15, 1, 600)
RESEND_SECONDS = env.number("STORYTRACKER_RESEND_SECONDS", 30, 1, 3600)
# Documents are read in a child process with limits, see storytracker/isolation. Off only where a
# debugger has to follow the reading.
ISOLATE_PARSING = env.boolean("STORYTRACKER_ISOLATE", default=True)

# --- Fetching: other people's servers, see apps/sources/fetching ---------------------------------

VERSION = "0.1.0"
# From the first request to the last byte, redirects included; and for a connection alone.
FETCH_TIMEOUT_SECONDS = 20
FETCH_CONNECT_TIMEOUT_SECONDS = 5
# Of a page as it is after unpacking.
FETCH_LIMIT_BYTES = 10_000_000
# Addresses that aren't public may be fetched from only where the operator opens them, here.
FETCH_ALLOWED_NETWORKS = env.networks("STORYTRACKER_ALLOWED_NETWORKS")
# With where to ask about it: a deployment's own address.
_HOME = next((host for host in ALLOWED_HOSTS if IN_PRODUCTION and host[0] not in "*."), "")
# For links that are made where nobody asks over the web: on the command line.
SITE_ADDRESS = f"{'https' if USES_HTTPS else 'http'}://{_HOME or 'localhost:8000'}"
FETCH_USER_AGENT = f"Storytracker/{VERSION}" + (f" (+https://{_HOME}/)" if _HOME else "")
# Between two requests to the same host; robots.txt may ask for more.
FETCH_HOST_DELAY_SECONDS = env.number("STORYTRACKER_HOST_DELAY_SECONDS", 2, 0, 600)
# How often the sweeper's process looks whose turn it is.
FETCH_TICK_SECONDS = 1
# For how many days after an article of an open story came in its address is asked again by itself,
# ever more rarely, whether the text has changed. 0: only when somebody asks for it.
REFETCH_DAYS = env.number("STORYTRACKER_REFETCH_DAYS", 7, 0, 90)

# --- Pages ---------------------------------------------------------------------------------------

# Parts of pages, drawn for a version of their story (apps/stories/views/keeping.py). In
# the memory of each web process: four to a page, about 110 kB together, and whoever goes by version
# needs no other process to be told. Nothing is kept while somebody works on the templates.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends."
        + ("dummy.DummyCache" if DEBUG else "locmem.LocMemCache"),
        "LOCATION": "pages",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 600},
    },
}

# One language for the whole site: whoever translates it puts a catalogue into locale/ and its code
# here (CONTRIBUTING.md). What the analysis says of its reasons stays in English.
LANGUAGE_CODE = "en-gb"
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Locally the files are served from where they lie, so that there is no step before the first page.
STATIC_ROOT = (
    env.text("STORYTRACKER_STATIC_ROOT", str(BASE_DIR / "staticfiles")) if IN_PRODUCTION else None
)
WHITENOISE_USE_FINDERS = not IN_PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IN_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Logs: one line of JSON each in production ---------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "storytracker.logs.JsonFormatter"},
        "words": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json" if IN_PRODUCTION else "words",
        }
    },
    "root": {
        "handlers": ["stderr"],
        "level": env.choice("STORYTRACKER_LOG_LEVEL", ("INFO", "DEBUG", "WARNING", "ERROR")),
    },
    "loggers": {
        # Its own handlers would mail to admins and speak only while debugging.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "axes": {"level": "WARNING"},
        # It warns, with a traceback, of any server whose headers are odd.
        "urllib3": {"level": "ERROR"},
    },
}
