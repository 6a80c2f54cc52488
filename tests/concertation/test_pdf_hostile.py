"""Sixteen and more ways to make a PDF engine open an address: none leaves, none reads a file."""

import base64
import http.server
import socket
import threading
from io import BytesIO

import pytest
from pypdf import PdfReader
from weasyprint.urls import URLFetchingError

from concertation import pdf

SECRET = "le-secret-de-la-machine-51873"

PAYLOADS = {
    "image": '<img src="{url}">',
    "srcset": '<img srcset="{url} 2x" src="{url}">',
    "object": '<object data="{url}" type="image/png"></object>',
    "embed": '<embed src="{url}">',
    "iframe": '<iframe src="{url}"></iframe>',
    "stylesheet": '<link rel="stylesheet" href="{url}">',
    "attachment": '<link rel="attachment" href="{url}">',
    "link attachment": '<a rel="attachment" href="{url}">x</a>',
    "base": '<base href="{url}"><img src="relative.png">',
    "import": '<style>@import url("{url}");</style>',
    "background": '<p style="background-image:url({url})">x</p>',
    "background rule": '<style>p{{background:url("{url}")}}</style><p>x</p>',
    "list image": '<ul style="list-style-image:url({url})"><li>x</li></ul>',
    "content": '<style>p::before{{content:url("{url}")}}</style><p>x</p>',
    "border image": '<p style="border:9px solid;border-image-source:url({url})">x</p>',
    "font face": '<style>@font-face{{font-family:X;src:url("{url}")}}p{{font-family:X}}</style>x',
    "local font": '<style>@font-face{{font-family:X;src:local("DejaVu Sans")}}</style><p>x',
    "margin box": '<style>@page{{@top-left{{content:url("{url}")}}}}</style>',
    "page background": '<style>@page{{background:url("{url}")}}</style>',
    "svg image": '<svg><title>x</title><image href="{url}" width="9" height="9"/></svg>',
    "svg use": '<svg><title>x</title><use href="{url}#a"/></svg>',
    "svg style": '<svg><title>x</title><style>@import "{url}";</style><rect/></svg>',
    "svg in data": '<img src="data:image/svg+xml;base64,{svg}">',
    "svg in object": '<object data="data:image/svg+xml;base64,{svg}"></object>',
    "redirect": '<img src="{url}/redirect">',
    "meta refresh": '<meta http-equiv="refresh" content="0;url={url}">',
}


@pytest.fixture(scope="module")
def listener():
    """A web server that counts the visits it gets; goal: none."""
    hits = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_response(302 if "redirect" in self.path else 200)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", hits
    server.shutdown()
    server.server_close()


@pytest.fixture
def secret_file(tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text(SECRET)
    return file.as_uri()


def render(payload, url):
    picture = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}"/><text>x</text></svg>'
    encoded = base64.b64encode(picture.encode()).decode()
    context = {"payload": PAYLOADS[payload].format(url=url, svg=encoded)}
    return pdf.render_pdf("pdf/test_hostile.html", context, language="fr", title="Essai")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_html_opens_no_address(payload, listener, monkeypatch):
    address, hits = listener
    opened = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, target: opened.append(target))
    render(payload, address)
    assert (hits, opened) == ([], [])


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_html_embeds_no_local_file(payload, secret_file):
    written = render(payload, secret_file)
    reader = PdfReader(BytesIO(written))
    streams = [item for item in map(reader.get_object, range(1, reader.trailer["/Size"])) if item]
    contents = [item.get_data() for item in streams if hasattr(item, "get_data")]
    assert contents
    assert not any(SECRET.encode() in content for content in contents)
    assert not reader.attachments
    assert len(reader.pages) == 1


def test_colour_profile_stops_the_paper_unread(listener):
    """WeasyPrint does not catch this refusal: no paper at all, and no visit either."""
    address, hits = listener
    html = f'<style>@color-profile --x{{src:url("{address}")}}</style>'
    with pytest.raises(URLFetchingError):
        pdf.html_to_pdf(html, language="fr", title="Essai")
    assert hits == []


def test_local_file_would_be_found_by_this_test(secret_file, monkeypatch):
    """The control: with an engine that fetches, the same probe does see the file."""
    from weasyprint import HTML

    html = f'<link rel="attachment" href="{secret_file}"><p>x</p>'
    reader = PdfReader(BytesIO(HTML(string=html).write_pdf()))
    assert [content for (content,) in reader.attachments.values()] == [SECRET.encode()]
