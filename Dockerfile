# syntax=docker/dockerfile:1

# --- The packages, each pinned by hash; the embedded ones bring pg_dump for backups -------------
FROM python:3.13-slim AS packages

WORKDIR /build
COPY locks/uv.txt locks/embedded.txt ./
RUN python -m pip install --no-cache-dir --require-hashes --only-binary :all: -r uv.txt \
    && python -m venv --without-pip /opt/venv \
    && uv pip install --no-cache --compile-bytecode --python /opt/venv/bin/python \
        --require-hashes --only-binary :all: -r embedded.txt

# --- The program ------------------------------------------------------------------------------
FROM python:3.13-slim

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=storytracker.settings \
    STORYTRACKER_MODE=production \
    STORYTRACKER_BIND=0.0.0.0:8000

# What a brief's PDF is set in: more alphabets than ReportLab's own font has.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent storytracker \
    && install --directory --owner storytracker /app/var

WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY manage.py ./
COPY storytracker ./storytracker
COPY apps ./apps
COPY templates ./templates
COPY static ./static

# The folders can't be written to later, so Python could not keep what it compiles.
RUN python -m compileall -q manage.py storytracker apps

# Gathering the files needs settings, but none of these values lasts or is used for anything.
RUN STORYTRACKER_SECRET_KEY=$(python -c 'import secrets; print(secrets.token_hex(40))') \
    STORYTRACKER_ALLOWED_HOSTS=build DATABASE_URL=postgresql:///none REDIS_URL=redis://none \
    python manage.py collectstatic --noinput

USER storytracker
EXPOSE 8000
HEALTHCHECK NONE
CMD ["gunicorn", "-c", "python:storytracker.gunicorn", "storytracker.wsgi"]
