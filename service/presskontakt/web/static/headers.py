"""The headers of the copy, as web servers are told: a configuration for nginx, and `_headers` for hosts of files.

They are those of the service (`security`, `caching`), but for the lifetime: a server of files does not know until when
an answer holds, so the answers say it themselves.
"""

from collections.abc import Mapping

from presskontakt.web.caching import LASTING
from presskontakt.web.pages.address import address_of
from presskontakt.web.pages.style import FOREVER
from presskontakt.web.security import API, EVERYWHERE, PAGE, STATIC, TLS, WIDGET

HEADERS_FILE, NGINX_FILE = "_headers", "nginx.conf"
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
    add_header Link '<{start}>; rel="canonical"' always;
}}
location = /en {{
    try_files /en/index.html =404;
{page}
    add_header Link '<{start_en}>; rel="canonical"' always;
}}
location /en/ {{
    error_page 404 /en/404.html;
    try_files $uri $uri/index.html =404;
{page}
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
        start=public_url + address_of(default, "sv"),
        start_en=public_url + address_of(default, "en"),
        page=_added(always | PAGE | lasting),
        api=_added(always | API | lasting),
        style=_added(always | STATIC | {"Cache-Control": FOREVER}),
        widget=_added(always | WIDGET | {"Cache-Control": FOREVER}),
        missing=_added(always | PAGE | never),
        missing_api=_added(always | API | never),
    )
    return told.encode()


def headers_file(public_url: str) -> bytes:
    """`_headers` as hosts of files read it; rules that match are added up, so no header is in two of them."""
    own = {"Cross-Origin-Resource-Policy", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers"}
    rules = {
        "/*": {name: value for name, value in (_everywhere(public_url) | PAGE).items() if name not in own},
        "/v1/*": {name: value for name, value in API.items() if name in own} | {"Cache-Control": LASTING},
        "/v1/*.vcf": {"Content-Disposition": "attachment"},
        "/static/*": {"Cache-Control": FOREVER, "Cross-Origin-Resource-Policy": "cross-origin"},
        "/widget/*": WIDGET | {"Cache-Control": FOREVER},
    }
    lines = [line for path, told in rules.items() for line in (path, *(f"  {n}: {v}" for n, v in told.items()))]
    return ("\n".join(lines) + "\n").encode()


def _everywhere(public_url: str) -> dict[str, str]:
    known = {name: value for name, value in EVERYWHERE.items() if name != "Server"}
    return known | (TLS if public_url.startswith("https://") else {})


def _added(headers: Mapping[str, str]) -> str:
    return "\n".join(f'    add_header {name} "{value}" always;' for name, value in headers.items())
