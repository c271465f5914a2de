# syntax=docker/dockerfile:1
# The portal as an image: packages are built in one stage, and only what runs goes into the other.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy
WORKDIR /srv/portal
COPY requirements/tools.txt requirements/base.txt requirements/
RUN python -m venv /opt/tools && /opt/tools/bin/pip install --require-hashes -r requirements/tools.txt \
    && python -m venv --without-pip .venv \
    && /opt/tools/bin/uv pip install --require-hashes --compile-bytecode --no-cache \
        --python .venv/bin/python -r requirements/base.txt
COPY . .
# The static files depend on the code alone, so they are a part of the image. Building them needs no
# secret, and none of the settings that production insists on: the embedded ones make their own key,
# which stays in this stage.
RUN PORTAL_DATA=/tmp/build DJANGO_SETTINGS_MODULE=portal.settings.embedded \
    .venv/bin/python -m scripts.prepare assets \
    && mv /tmp/build/static /srv/static && rm -r /tmp/build

FROM python:3.11-slim-bookworm
# What certificates are set and drawn with.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
        fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*
LABEL org.opencontainers.image.title="Idéslussen" org.opencontainers.image.licenses="EUPL-1.2"
RUN groupadd --system --gid 10001 portal \
    && useradd --system --uid 10001 --gid portal --home-dir /srv/portal --no-create-home portal \
    && install -d -o portal -g portal -m 750 /var/lib/portal /var/lib/portal/media
WORKDIR /srv/portal
COPY --from=build /srv/portal /srv/portal
COPY --from=build /srv/static /srv/static
ENV PATH=/srv/portal/.venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=portal.settings.production \
    PORTAL_DATA=/var/lib/portal \
    STATIC_ROOT=/srv/static \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    WORKERS=2
USER portal
VOLUME /var/lib/portal
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-m", "scripts.healthcheck"]
CMD ["sh", "-c", "exec python -m scripts.serve --host 0.0.0.0 --port 8000 --workers \"$WORKERS\" --blocking-threads 8 --respawn-failed-workers --workers-kill-timeout 20"]
