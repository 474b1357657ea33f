# SPDX-License-Identifier: Apache-2.0
"""Every setting, read from the environment; docs/operate.md lists them. Nothing else reads the environment."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from amends.config import environment
from amends.config.mailboxes import mailboxes
from amends.config.scanner import scanner
from amends.config.schedule import JOB_NAMES, JOBS, JOBS_FOR_ALL, SCHEDULE

AMENDS_DEMO = environment.flag("AMENDS_DEMO", default=False)
DEBUG = environment.flag("AMENDS_DEBUG", default=False)
AMENDS_DATA = environment.home()
AMENDS_ENGINE = environment.engine("AMENDS_ENGINE")
AMENDS_FEED_TABLES = environment.tables("AMENDS_FEED_TABLES")
AMENDS_MEMORY = environment.memory("AMENDS_MEMORY")
AMENDS_CALENDAR = environment.file("AMENDS_CALENDAR")  # holidays and hours of the operator's own
AMENDS_COMMITMENTS = environment.file("AMENDS_COMMITMENTS")  # what the operator promises to everybody
AMENDS_LIST_SETTINGS = environment.file("AMENDS_LIST_SETTINGS")  # capacity by unit, and more
AMENDS_KEEP_JOB_RUNS = environment.whole(
    "AMENDS_KEEP_JOB_RUNS", 30, least=2
)  # days; the schedule looks a day back
AMENDS_KEEP_RUNS = environment.whole("AMENDS_KEEP_RUNS", 60, least=1)
AMENDS_UNIVERSAL_HOLDOUT = environment.whole(  # per cent of accounts that no wave ever approaches
    "AMENDS_UNIVERSAL_HOLDOUT", 3, most=20
)
AMENDS_WEBHOOK_PRIVATE = environment.flag("AMENDS_WEBHOOK_PRIVATE", default=False)  # http, own network
AMENDS_HOTLINE = environment.text("AMENDS_HOTLINE", "")  # the number that customers call back
AMENDS_URL = environment.web_address("AMENDS_URL")  # what our pages are called outside, for links in mails
AMENDS_MAILBOXES = mailboxes()  # where complaints arrive by e-mail
AMENDS_ATTACHMENTS = environment.whole("AMENDS_ATTACHMENTS", 10, least=0)  # files kept of one mail
AMENDS_ATTACHMENT_MB = environment.whole("AMENDS_ATTACHMENT_MB", 10, least=1)  # of one file
AMENDS_ATTACHMENTS_MB = environment.whole(  # of all files of one case; they must fit into its evidence pack
    "AMENDS_ATTACHMENTS_MB", 50, least=1, most=200
)
AMENDS_CLAMD = scanner()  # searches attachments for viruses; none: nobody does
AMENDS_MAIL_HEADERS = "amends.apps.cases.queries.mail.mail_headers"  # looked up when a mail is sent
AMENDS_SMS_URL = environment.web_address(
    "AMENDS_SMS_URL"
)  # the operator's SMS gateway; none: no texts go out
AMENDS_SMS_TOKEN = environment.text("AMENDS_SMS_TOKEN", "")
AMENDS_SMS_SECRET = environment.text("AMENDS_SMS_SECRET", "")  # signs what is posted, as webhooks are
AMENDS_SMS_SIGN = environment.text(
    "AMENDS_SMS_SIGN", ""
)  # 【…】 before each text, where the gateway adds none
AMENDS_SMS_TEMPLATE = environment.text(
    "AMENDS_SMS_TEMPLATE", ""
)  # the gateway's own code for survey invitations
AMENDS_ASSIST_URL = environment.web_address(
    "AMENDS_ASSIST_URL"
)  # https://host/v1, to which /chat/completions is added; none: there is no assistant
AMENDS_ASSIST_MODEL = environment.text("AMENDS_ASSIST_MODEL", None if AMENDS_ASSIST_URL else "")
AMENDS_ASSIST_KEY = environment.text("AMENDS_ASSIST_KEY", "")
AMENDS_ASSIST_TIMEOUT = environment.whole("AMENDS_ASSIST_TIMEOUT", 30, least=1, most=120)  # seconds
AMENDS_ASSIST_PRIVATE = environment.flag("AMENDS_ASSIST_PRIVATE", default=False)  # http, own network
AMENDS_SPEECH_COMMAND = environment.text(
    "AMENDS_SPEECH_COMMAND", ""
)  # recording → JSON turns; none: no speech
AMENDS_NUMBER_MAIL = environment.text(
    "AMENDS_NUMBER_MAIL", ""
)  # number@… is the mailbox of every number there
AMENDS_FILLERS = {  # looked up when a message leaves
    "survey": "amends.apps.surveys.queries.outgoing.filled",
    "notice": "amends.apps.recovery.queries.notices.outgoing.filled",
    "network": "amends.apps.recovery.queries.network.outgoing.filled",
}
# What areas ask of each other by name, since neither may import the other (docs/decisions/0011).
AMENDS_TERMS = "amends.apps.knowledge.queries.terms.term_names"  # (unit) → the unified terms by code
AMENDS_LAUNCH_GATES: tuple[str, ...] = (  # (campaign code, unit, at) → what a campaign lacks before it starts
    "amends.apps.knowledge.queries.launch.lacks",
    "amends.apps.training.queries.launch.lacks",
)
# (people, work, day) → who may do it.
AMENDS_CERTIFIED = "amends.apps.training.queries.certificates.certified"
AMENDS_SHOWN = (  # (unit, words) → texts that customers read or hear, where one of the words stands
    "amends.apps.surveys.queries.shown.shown",
)
AMENDS_PROXIES = environment.whole("AMENDS_PROXIES", 0, least=0)  # how many stand in front and tell who asks
AMENDS_STAFF_NETWORKS = environment.names(
    "AMENDS_STAFF_NETWORKS"
)  # answers from there are marked: 10.0.0.0/8
AMENDS_JOBS = JOBS
AMENDS_JOB_NAMES = JOB_NAMES
AMENDS_JOBS_FOR_ALL = JOBS_FOR_ALL
AMENDS_SCHEDULE = SCHEDULE
AMENDS_STANDARDS = "amends.apps.quality.queries.standards.words_by_service"  # looked up by the second gap
# (unit, at) -> (passed, asked): of all quizzes, looked up by the seven factors
AMENDS_KNOWLEDGE_TESTS = "amends.apps.training.queries.quizzes.passing.all_passed"
# Numbers for a monitor, each `(at) -> list[Gauge]` (`core/rules/gauges.py`); told to who shows the token.
AMENDS_GAUGES = ("amends.apps.cases.queries.gauges.gauges", "amends.apps.recovery.queries.gauges.gauges")
AMENDS_METRICS_TOKEN = environment.text("AMENDS_METRICS_TOKEN", "")
# Looked up when a page is drawn, since panels name the areas above the core.
AMENDS_PANELS = "amends.config.panels"


# The operator's own secret; without one, a random one is kept beside the data.
SECRET_KEY = os.environ.get("AMENDS_SECRET_KEY") or environment.kept_secret(AMENDS_DATA / "secret_key")
SECRET_KEY_FALLBACKS = environment.names("AMENDS_SECRET_KEY_OLD")
# Draws who is in the universal holdout, for good: never changed, and not the secret above, which may be.
AMENDS_HOLDOUT_KEY = os.environ.get("AMENDS_HOLDOUT_KEY") or environment.kept_secret(
    AMENDS_DATA / "holdout_key"
)
ALLOWED_HOSTS = environment.names("AMENDS_HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = environment.names("AMENDS_ORIGINS")

INSTALLED_APPS = [
    "amends.apps.core",
    "amends.apps.customers",
    "amends.apps.knowledge",
    "amends.apps.promises",
    "amends.apps.cases",
    "amends.apps.surveys",
    "amends.apps.satisfaction",
    "amends.apps.recovery",
    "amends.apps.quality",
    "amends.apps.training",
    "amends.apps.halls",
    "amends.apps.reports",
    "amends.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
]

MIDDLEWARE = [
    "amends.config.observing.Requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "amends.config.policy.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "amends.config.language.ChosenLanguage",
    "amends.config.posting.FormsHaveAPage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "amends.config.unavailable.NothingCanBeKept",
]

ROOT_URLCONF = "amends.config.urls"
WSGI_APPLICATION = "amends.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "amends.config.navigation.navigation",
            ],
        },
    }
]

DATABASES = {"default": environment.database("AMENDS_DATABASE_URL", AMENDS_DATA)}
# What is dear to compute and follows from what is stored, by a key that changes with it: shared by the processes of a
# machine. A folder that is lost costs time, nothing else.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": AMENDS_DATA / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},  # a few for each unit and each officer
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People: staff number and password, a second factor for those who set one up, or the operator's single sign-on.
AUTH_USER_MODEL = "core.User"
AMENDS_LDAP_URL = environment.text(
    "AMENDS_LDAP_URL", ""
)  # ldaps://, or ldap:// which is encrypted before the password
AMENDS_LDAP_TLS = environment.flag("AMENDS_LDAP_TLS", default=True)
AMENDS_LDAP_CA = environment.text(
    "AMENDS_LDAP_CA", ""
)  # the certificate of its authority, where the machine lacks it
AMENDS_LDAP_NAME = environment.text(
    "AMENDS_LDAP_NAME", ""
)  # uid={},ou=people,dc=example or {}@example: {} the staff number
AMENDS_LDAP_BASE = environment.text("AMENDS_LDAP_BASE", "")  # else the reader looks below it
AMENDS_LDAP_ATTRIBUTE = environment.text("AMENDS_LDAP_ATTRIBUTE", "uid")
AMENDS_LDAP_READER = environment.text("AMENDS_LDAP_READER", "")
AMENDS_LDAP_READER_PASSWORD = environment.text("AMENDS_LDAP_READER_PASSWORD", "")
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    *(["amends.config.directory.DirectoryBackend"] if AMENDS_LDAP_URL else []),
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "name", "email")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "core:home"
ACCOUNT_ADAPTER = "amends.config.accounts.StaffAdapter"
SOCIALACCOUNT_ADAPTER = "amends.config.accounts.SingleSignOnAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_RATE_LIMITS = {
    "login_failed": False
}  # django-axes counts failures, in the database and for all workers
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "着落 Amends"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
AXES_FAILURE_LIMIT = environment.whole("AMENDS_LOGIN_FAILURES", 5, least=1)
AXES_COOLOFF_TIME = environment.whole("AMENDS_LOCKOUT_HOURS", 1, least=1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "amends.config.accounts.username_of"
AXES_LOCKOUT_CALLABLE = "amends.config.accounts.locked_out"
AXES_VERBOSE = False

SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "operator",
                "name": environment.text("AMENDS_OIDC_NAME", "统一认证"),
                "client_id": environment.text("AMENDS_OIDC_CLIENT"),
                "secret": environment.text("AMENDS_OIDC_SECRET"),
                "settings": {"server_url": environment.text("AMENDS_OIDC_URL")},
            }
        ]
        if os.environ.get("AMENDS_OIDC_URL")
        else []
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("英文"))]
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
TIME_ZONE = environment.time_zone("AMENDS_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # static files are served from where they are installed: nothing to collect
WHITENOISE_IMMUTABLE_FILE_TEST = r"/vendor/[^/]+@[^/]+/"
MEDIA_ROOT = AMENDS_DATA / "uploads"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

EMAIL_HOST = environment.text("AMENDS_SMTP_HOST", "localhost")
EMAIL_PORT = environment.whole("AMENDS_SMTP_PORT", 25, least=1)
EMAIL_HOST_USER = environment.text("AMENDS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = environment.text("AMENDS_SMTP_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("AMENDS_SMTP_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("AMENDS_MAIL_FROM", "amends@localhost")

HTTPS = environment.flag("AMENDS_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked from the machine itself, past the proxy
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "axes.W004",
    "security.W005",  # whether every other host of the operator's domain speaks https,
    "security.W021",  # and whether browsers are told so for good, is the operator's to say
]

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "amends.config.observing.Line"},
        "json": {"()": "amends.config.observing.Json"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": environment.one_of("AMENDS_LOG_FORMAT", "line", ("line", "json")),
        }
    },
    "root": {"handlers": ["console"], "level": environment.one_of("AMENDS_LOG_LEVEL", "WARNING", LOG_LEVELS)},
    "loggers": {"django.server": {"handlers": [], "propagate": False}},  # its lines hold addresses
}
