# One image: web, worker and migration differ only in the command.
ARG PYTHON_IMAGE=python:3.13-slim-trixie
ARG NODE_IMAGE=node:22-trixie-slim

FROM ${NODE_IMAGE} AS frontend
WORKDIR /build/app/frontend
COPY app/frontend/package.json app/frontend/package-lock.json app/frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY app/frontend/ ./
COPY app/templates/ ../templates/
COPY app/pages/ ../pages/
RUN npm run build

FROM ${PYTHON_IMAGE}
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# the libraries WeasyPrint loads for PDF documents
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/hilfeplan
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock
COPY . .
COPY --from=frontend /build/app/static/dist/ app/static/dist/
RUN python -m app.i18n compile \
 && pip install --no-deps --no-build-isolation -e . \
 && useradd --uid 10001 --user-group --no-create-home hilfeplan \
 && install -d -o hilfeplan -g hilfeplan /var/lib/hilfeplan
USER 10001:10001
ENV HILFEPLAN_DATA_DIR=/var/lib/hilfeplan HILFEPLAN_HOST=0.0.0.0 HILFEPLAN_PORT=8000
VOLUME /var/lib/hilfeplan
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
CMD ["gunicorn", "--config", "python:app.gunicorn", "app.wsgi:application"]
