"""The built front end: which hashed files a page needs, and serving them compressed and for ever."""

import json
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, url_for
from markupsafe import Markup

DIST = Path(__file__).parent / "static" / "dist"
MANIFEST = DIST / ".vite" / "manifest.json"

#: Hashed names never change their content.
FOR_EVER = "public, max-age=31536000, immutable"


class NotBuilt(Exception):
    """The front end has not been built: run `make frontend`."""


@lru_cache(maxsize=2)
def _manifest(changed: float) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(MANIFEST.read_text())
    return found


def manifest() -> dict[str, dict[str, object]]:
    """Vite's manifest, read again when it was built again."""
    try:
        return _manifest(MANIFEST.stat().st_mtime)
    except FileNotFoundError:
        raise NotBuilt("The front end is not built. Run: make frontend") from None


def _files(entry: str, key: str) -> list[str]:
    """The CSS files or the preloadable modules of an entry and of everything it imports."""
    chunks, todo = manifest(), [entry]
    found: list[str] = []
    seen: set[str] = set()
    while todo:
        name = todo.pop(0)
        if name in seen:
            continue
        seen.add(name)
        chunk = chunks[name]
        if key == "css":
            found += chunk.get("css", [])  # type: ignore[arg-type]
        elif name != entry:
            found.append(str(chunk["file"]))
        todo += chunk.get("imports", [])  # type: ignore[arg-type]
    return list(dict.fromkeys(found))


def tags(entry: str) -> Markup:
    """The tags for one entry of the front end, for example `tags("src/app.js")`: styles, preloads, the module."""
    lines = [
        Markup('<link rel="stylesheet" href="{}">').format(url_for("static", filename=f"dist/{file}"))
        for file in _files(entry, "css")
    ]
    lines += [
        Markup('<link rel="modulepreload" href="{}">').format(url_for("static", filename=f"dist/{file}"))
        for file in _files(entry, "modules")
    ]
    script = str(manifest()[entry]["file"])
    if script.endswith(".js"):
        lines.append(
            Markup('<script type="module" src="{}"></script>').format(url_for("static", filename=f"dist/{script}"))
        )
    return Markup("\n").join(lines)


def font(name: str) -> str:
    """The address of a font file that the styles use, for preloading."""
    for key, chunk in manifest().items():
        if key.endswith(name):
            return url_for("static", filename=f"dist/{chunk['file']}")
    raise NotBuilt(f"The front end has no font {name}.")


def init_app(app: Flask) -> None:
    """Give the templates `assets(entry)`, and let hashed files be kept for ever."""
    app.add_template_global(tags, "assets")
    app.add_template_global(font, "font")

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and "/dist/" in request.path and response.status_code == 200:
            response.headers["Cache-Control"] = FOR_EVER
        return response
