# The service alone, on its embedded default. Build: docker build -t presskontakt .
FROM python:3.13-slim AS build
WORKDIR /srv/presskontakt
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY service service
RUN .venv/bin/python -m pip install --no-cache-dir --no-build-isolation --no-deps .

FROM python:3.13-slim
RUN useradd --system --home-dir /srv/presskontakt presskontakt
WORKDIR /srv/presskontakt
COPY --from=build /srv/presskontakt/.venv .venv
COPY config config
RUN install --directory --owner=presskontakt --mode=700 data
USER presskontakt
ENV PRESSKONTAKT_HOST=0.0.0.0
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD \
  [".venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
STOPSIGNAL SIGTERM
CMD [".venv/bin/presskontakt", "serve"]
