"""The headers of the copy, as web servers are told: a configuration for nginx, and `_headers` for hosts of files.

They are those of the service (`security`, `caching`), but for the lifetime: a server of files does not know until when
an answer holds, so the answers say it themselves.
"""

from collections.abc import Iterator, Mapping

from presskontakt.directory.model import LANGS, Lang
from presskontakt.web.caching import LASTING
from presskontakt.web.pages.address import SEGMENTS, address_of
from presskontakt.web.pages.style import FOREVER
from presskontakt.web.security import API, EVERYWHERE, FRAME, FRAMES, PAGE, STATIC, TLS, WIDGET

HEADERS_FILE, NGINX_FILE = "_headers", "nginx.conf"
_ANY = ":organisation"  # a part of a path, as `_headers` writes it
_NGINX = """\
# Made by presskontakt publish-static. Include it in a server block; it writes down nothing about readers.
root "{root}";
access_log off;
log_not_found off;
error_log stderr emerg;
server_tokens off;
charset utf-8;
charset_types text/css text/javascript text/plain text/vcard;
types {{
    text/html html;
    text/css css;
    text/javascript js;
    text/plain ts;
    text/vcard vcf;
    application/json json;
}}
default_type text/plain;
gzip_static on;
gzip_vary on;
port_in_redirect off;
absolute_redirect off;
error_page 404 /404.html;

location / {{
    try_files $uri $uri/index.html =404;
{page}
}}
location = / {{
    try_files /index.html =404;
{page}
    add_header Link '{links[/]}' always;
}}
location = /en {{
    try_files /en/index.html =404;
{page}
    add_header Link '{links[/en/]}' always;
}}
location /en/ {{
    error_page 404 /en/404.html;
    try_files $uri $uri/index.html =404;
{page}
}}
location ~ "{frames[sv]}" {{
    error_page 404 @no-frame;
    try_files $uri $uri/index.html =404;
{frame}
}}
location @no-frame {{
    try_files /404.html =404;
{missing_frame}
}}
location ~ "{frames[en]}" {{
    error_page 404 @no-frame-en;
    try_files $uri $uri/index.html =404;
{frame}
}}
location @no-frame-en {{
    try_files /en/404.html =404;
{missing_frame}
}}
location /static/ {{
    try_files $uri =404;
{style}
}}
location /widget/ {{
    try_files $uri =404;
{widget}
}}
location /v1/ {{
    error_page 404 /v1/404.json;
    try_files $uri $uri/index.json =404;
{api}
}}
location ~ "^/v1/[^/]+/contacts$" {{
    error_page 404 /v1/404.json;
    if ($arg_offset ~ "^[1-9][0-9]{{0,6}}$") {{
        rewrite ^(.*)$ $1/offset-$arg_offset.json last;
    }}
    try_files $uri/index.json =404;
{api}
}}
location ~ "^/v1/[^/]+/contacts/([^/]+\\.vcf)$" {{
    error_page 404 /v1/404.json;
    try_files $uri =404;
{api}
    add_header Content-Disposition 'attachment; filename="$1"' always;
}}
location = /404.html {{
    internal;
{missing}
}}
location = /en/404.html {{
    internal;
{missing}
}}
location = /v1/404.json {{
    internal;
    types {{ }}
    default_type application/problem+json;
{missing_api}
}}
"""


def nginx(root: str, public_url: str, default: str) -> bytes:
    """What to include in a server block of nginx."""
    always = _everywhere(public_url)
    lasting = {"Cache-Control": LASTING}
    never = {"Cache-Control": "no-store"}
    told = _NGINX.format(
        root=root,
        links=_canonical(public_url, default),
        page=_added(always | PAGE | lasting),
        frames=FRAMES,
        frame=_added(always | FRAME | lasting),
        missing_frame=_added(always | FRAME | never),
        api=_added(always | API | lasting),
        style=_added(always | STATIC | {"Cache-Control": FOREVER}),
        widget=_added(always | WIDGET | {"Cache-Control": FOREVER}),
        missing=_added(always | PAGE | never),
        missing_api=_added(always | API | never),
    )
    return told.encode()


def headers_file(public_url: str, default: str) -> bytes:
    """`_headers` as hosts of files read it, Netlify and Cloudflare Pages among them.

    All rules that match are added up, so no address gets a header from two of them: what everything has stands in the
    first, and pages, which must not have what frames have, are told one kind after another. A path that ends in "/" is
    a folder's page, which the one host serves with the slash only, the other also without.
    """
    common = _everywhere(public_url) | {"Referrer-Policy": "no-referrer"}
    lasting, forever = {"Cache-Control": LASTING}, {"Cache-Control": FOREVER}
    rules = {
        "/*": common,
        **dict.fromkeys(_pages(), PAGE | lasting),
        **{address_of(_ANY, lang, "frame", "*"): FRAME | lasting for lang in LANGS},
        "/v1/*": API | lasting,
        "/v1/*.vcf": {"Content-Disposition": "attachment", "Content-Type": "text/vcard; charset=utf-8"},
        "/static/*": STATIC | forever,
        "/widget/*": WIDGET | forever,
        "/widget/*.ts": {"Content-Type": "text/plain; charset=utf-8"},
    }
    for path, link in _canonical(public_url, default).items():
        rules[path] = rules.get(path, {}) | {"Link": link}
    lines = []
    for path, told in rules.items():
        own = told if path == "/*" else {name: value for name, value in told.items() if name not in common}
        lines += [path, *(f"  {name}: {value}" for name, value in own.items())]
    return ("\n".join(lines) + "\n").encode()


def _pages() -> Iterator[str]:
    yield from ("/", "/schema/openapi.json")
    for lang in LANGS:
        yield address_of(_ANY, lang) + "/"
        yield from (address_of(_ANY, lang, kind, "*") for kind in SEGMENTS if kind not in {"answer", "frame"})


def _canonical(public_url: str, default: str) -> dict[str, str]:
    starts: dict[str, Lang] = {"/": "sv", "/en/": "en"}
    return {path: f'<{public_url}{address_of(default, lang)}>; rel="canonical"' for path, lang in starts.items()}


def _everywhere(public_url: str) -> dict[str, str]:
    known = {name: value for name, value in EVERYWHERE.items() if name != "Server"}
    return known | (TLS if public_url.startswith("https://") else {})


def _added(headers: Mapping[str, str]) -> str:
    return "\n".join(f'    add_header {name} "{value}" always;' for name, value in headers.items())
