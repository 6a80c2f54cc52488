"""Reading an address somebody typed: real servers, hostile ones included."""

import gzip
import ipaddress
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest

from concertation.fetch import Limits, Unfetchable, check_url, fetch, is_public

HOME = "127.0.0.1"


@contextmanager
def server(answer, tls=None):
    """A server that does ``answer(request, write)``; yields its port and what it was sent."""
    asked = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            try:
                received = self.request.recv(65_536)
                asked.append(received.decode())
                answer(received, self.request.sendall)
            except (OSError, ssl.SSLError):
                pass  # the reader left: that is what some of these tests want

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        def get_request(self):
            wire, peer = super().get_request()
            return (tls.wrap_socket(wire, server_side=True), peer) if tls else (wire, peer)

        def handle_error(self, request, client_address):
            """A reader that refuses our certificate is no error of the test."""

    with Server((HOME, 0), Handler) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running.server_address[1], asked
        running.shutdown()


def says(body=b"BEGIN:VCALENDAR", head="", status="200 OK", length=None):
    length = len(body) if length is None else length
    whole = f"HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{head}\r\n".encode() + body

    def answer(_received, write):
        write(whole)

    return answer


def read(port, path="/x.ics", host=HOME, **ways):
    ways.setdefault("allowed", {(HOME, port)})
    return fetch(f"http://{host}:{port}{path}", **ways)


def code_of(act):
    with pytest.raises(Unfetchable) as caught:
        act()
    return caught.value.code


def test_fetch_returns_the_body_and_the_tag_for_next_time():
    with server(says(b"bonjour", 'ETag: "v1"\r\n')) as (port, asked):
        answer = read(port, "/a.ics?x=1&y=é".replace("é", "%C3%A9"))
    assert (answer.content, answer.etag, answer.is_unchanged) == (b"bonjour", '"v1"', False)
    assert asked[0].startswith("GET /a.ics?x=1&y=%C3%A9 HTTP/1.1\r\n")
    assert f"\r\nHost: {HOME}:{port}\r\n" in asked[0]
    assert "If-None-Match" not in asked[0]


def test_fetch_says_that_nothing_changed():
    with server(says(b"", status="304 Not Modified")) as (port, asked):
        assert read(port, etag='"v1"').is_unchanged
    assert '\r\nIf-None-Match: "v1"\r\n' in asked[0]


@pytest.mark.parametrize("tag", ['"a\x00b"', '"a\r\n b"', '"é"', "x" * 201])
def test_tag_that_could_not_be_kept_or_sent_back_is_forgotten(tag):
    with server(says(b"bonjour", f"ETag: {tag}\r\n")) as (port, _asked):
        answer = read(port)
    assert (answer.content, answer.etag) == (b"bonjour", "")


def test_unasked_not_modified_is_an_error():
    with server(says(b"", status="304 Not Modified")) as (port, _asked):
        assert code_of(lambda: read(port)) == "refused_304"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://exemple.be/a.ics", "bad_scheme"),
        ("file:///etc/passwd", "bad_scheme"),
        ("gopher://127.0.0.1:25/", "bad_scheme"),
        ("https://", "bad_url"),
        ("", "bad_scheme"),
        ("https://exemple.be/a b", "bad_url"),
        ("https://exemple.be/\r\nX: y", "bad_url"),
        ("https://exemple.be/é", "bad_url"),
        ("https://[::1", "bad_url"),
        ("https://[fe80::1%25eth0]/", "bad_url"),
        (f"https://{'é' * 80}.be/", "bad_url"),
        ("https://exemple.be/" + "x" * 500, "bad_url"),
        ("https://moi:secret@exemple.be/", "credentials"),
        ("https://@exemple.be/", "credentials"),
        ("https://exemple.be:22/", "bad_port"),
        ("https://exemple.be:8443/", "bad_port"),
        ("https://exemple.be:99999/", "bad_url"),
    ],
)
def test_address_that_is_none_is_refused_before_anything_is_looked_up(url, code):
    assert code_of(lambda: check_url(url)) == code


@pytest.mark.parametrize(
    ("url", "scheme", "port"),
    [
        ("webcal://exemple.be/a", "https", 443),
        ("HTTP://exemple.be", "http", 80),
        ("https://exemple.be:443/", "https", 443),
        ("https://dépôt.be/", "https", 443),
    ],
)
def test_subscription_is_read_over_tls(url, scheme, port):
    target = check_url(url)
    assert (target.scheme, target.port, target.path[0]) == (scheme, port, "/")
    assert target.host.isascii()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.5.5",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "192.0.0.192",
        "168.63.129.16",
        "64:ff9b:1::7f00:1",
        "fec0::1",
        "3fff::1",
        "2002:c000:c0::",
    ],
)
def test_address_of_a_network_of_ours_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:4001::1", "::ffff:8.8.8.8"])
def test_address_of_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_every_way_of_writing_home_is_refused_without_a_connection(host):
    with server(says()) as (port, asked):
        # The port is let in, the address is not.
        allowed = {("192.0.2.1", port)}
        found = code_of(lambda: read(port, host=host, allowed=allowed))
        assert found in {"private", "unknown_host"}
    assert asked == []


def test_metadata_service_is_refused():
    assert code_of(lambda: fetch("http://169.254.169.254/latest/meta-data/")) == "private"


def test_name_that_resolves_to_a_private_address_is_refused_even_among_public_ones():
    def resolve(_host, _port):
        return ["93.184.216.34", "10.0.0.7"]

    assert code_of(lambda: fetch("http://calendrier.exemple/", resolve=resolve)) == "private"


def test_unknown_name_is_said():
    def resolve(_host, _port):
        raise socket.gaierror

    assert code_of(lambda: fetch("https://nulle-part.invalid/", resolve=resolve)) == "unknown_host"


def test_slow_resolver_is_given_up():
    def resolve(_host, _port):
        time.sleep(1.5)
        return [HOME]

    limits = Limits(seconds=0.2)
    assert code_of(lambda: fetch("https://x.be/", resolve=resolve, limits=limits)) == "too_slow"


def test_name_is_resolved_once_and_its_address_used():
    """A name that answers something else a moment later changes nothing: it is not asked again."""
    answers = [[HOME], ["10.0.0.7"]]
    with server(says(b"ok")) as (port, asked):
        answer = read(port, host="calendrier.exemple", resolve=lambda _h, _p: answers.pop(0))
    assert answer.content == b"ok"
    assert answers == [["10.0.0.7"]]
    assert f"\r\nHost: calendrier.exemple:{port}\r\n" in asked[0]


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/",
        "http://[::ffff:169.254.169.254]/",
        "//10.0.0.1/x",
        "http://localhost/",
    ],
)
def test_redirection_inside_the_network_is_refused(target):
    with server(says(head=f"Location: {target}\r\n", status="302 Found")) as (port, _asked):
        assert code_of(lambda: read(port)) == "private"


def test_redirection_to_a_server_of_ours_never_reaches_it():
    with server(says(b"secret")) as (inside, asked):
        away = says(head=f"Location: http://{HOME}:{inside}/admin\r\n", status="301 Moved")
        with server(away) as (port, _asked):
            assert code_of(lambda: read(port)) in {"bad_port", "private"}
            # Even on a port that is let in for another address.
            also = {(HOME, port), ("192.0.2.1", inside)}
            assert code_of(lambda: read(port, allowed=also)) == "private"
    assert asked == []


@pytest.mark.parametrize(
    ("target", "code"), [("file:///etc/passwd", "bad_scheme"), ("http://a:b@x.be/", "credentials")]
)
def test_redirection_obeys_the_rules_of_addresses(target, code):
    with server(says(head=f"Location: {target}\r\n", status="302 Found")) as (port, _asked):
        assert code_of(lambda: read(port)) == code


def test_redirections_are_followed_and_counted():
    def answer(received, write):
        number = int(received.split(b"/", 1)[1].split(b" ")[0])
        where = f"Location: /{number + 1}\r\n"
        reply = says(b"enfin") if number == 3 else says(head=where, status="302 Found")
        reply(received, write)

    with server(answer) as (port, asked):
        assert read(port, "/0").content == b"enfin"
        assert len(asked) == 4
        asked.clear()
        assert code_of(lambda: read(port, "/-9")) == "too_many_redirects"
        assert len(asked) == 4


def test_drop_by_drop_body_is_given_up_in_time():
    def answer(_received, write):
        write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            write(b"x")
            time.sleep(0.05)

    with server(answer) as (port, _asked):
        began = time.monotonic()
        assert code_of(lambda: read(port, limits=Limits(seconds=0.6))) == "too_slow"
        assert time.monotonic() - began < 2


def test_drop_by_drop_headers_are_given_up_in_time():
    def answer(_received, write):
        write(b"HTTP/1.1 200 OK\r\n")
        while True:
            write(b"X")
            time.sleep(0.05)

    with server(answer) as (port, _asked):
        began = time.monotonic()
        assert code_of(lambda: read(port, limits=Limits(seconds=0.6))) == "too_slow"
        assert time.monotonic() - began < 2


def test_silent_server_is_given_up():
    with server(lambda _received, _write: time.sleep(3)) as (port, _asked):
        assert code_of(lambda: read(port, limits=Limits(seconds=0.4))) == "too_slow"


@pytest.mark.parametrize("length", [5000, None])
def test_too_much_is_not_kept(length):
    def endless(_received, write):
        head = f"Content-Length: {length}\r\n" if length else ""
        write(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode())
        while True:
            write(b"x" * 1000)

    with server(endless) as (port, _asked):
        assert code_of(lambda: read(port, limits=Limits(size=2000))) == "too_big"


def test_compressed_calendar_is_read():
    body = gzip.compress(b"BEGIN:VCALENDAR " * 1000)
    with server(says(body, "Content-Encoding: gzip\r\n")) as (port, _asked):
        assert read(port).content == b"BEGIN:VCALENDAR " * 1000


def test_gzip_bomb_is_stopped_at_the_limit():
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 60_000
    with server(says(bomb, "Content-Encoding: gzip\r\n")) as (port, _asked):
        assert code_of(lambda: read(port, limits=Limits(size=1_000_000))) == "too_big"


@pytest.mark.parametrize(
    ("head", "body", "code"),
    [
        ("Content-Encoding: br\r\n", b"xx", "bad_encoding"),
        ("Content-Encoding: gzip\r\n", b"not gzip at all", "bad_encoding"),
        ("Content-Encoding: gzip\r\n", gzip.compress(b"abc" * 9)[:-4], "truncated"),
    ],
)
def test_unknown_or_broken_packing_is_said(head, body, code):
    with server(says(body, head)) as (port, _asked):
        assert code_of(lambda: read(port)) == code


def test_body_cut_short_is_said():
    with server(says(b"BEGIN:VCAL", length=500)) as (port, _asked):
        assert code_of(lambda: read(port)) == "truncated"


def test_chunks_cut_short_are_said():
    whole = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nBEGIN:VCAL"
    with server(lambda _received, write: write(whole)) as (port, _asked):
        assert code_of(lambda: read(port)) == "truncated"


@pytest.mark.parametrize("noise", [b"", b"\xff\xfe\x00", b"HTTP/9.9 abc\r\n\r\n", b"SSH-2.0-x\r\n"])
def test_server_that_speaks_otherwise_is_unreachable(noise):
    with server(lambda _received, write: write(noise)) as (port, _asked):
        assert code_of(lambda: read(port)) == "unreachable"


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "401 No", "302 Nowhere"])
def test_status_is_kept(status):
    with server(says(status=status)) as (port, _asked):
        assert code_of(lambda: read(port)) == f"refused_{status[:3]}"


def test_closed_port_is_unreachable():
    with socket.socket() as free:
        free.bind((HOME, 0))
        port = free.getsockname()[1]
    assert code_of(lambda: read(port)) == "unreachable"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for « calendrier.exemple », signed by itself."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    names = [str(folder / name) for name in ("key.pem", "cert.pem")]
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout",
         names[0], "-out", names[1], "-subj", "/CN=calendrier.exemple",
         "-addext", "subjectAltName=DNS:calendrier.exemple"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return names


def test_tls_is_checked_against_the_name_though_the_address_is_pinned(certificate):
    key, cert = certificate
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(cert, key)
    seen = []
    ours.sni_callback = lambda _wire, name, _context: seen.append(name)
    trusting = ssl.create_default_context(cafile=cert)

    def over_tls(port, name, tls):
        allowed = {(HOME, port)}
        url = f"https://{name}:{port}/"
        return fetch(url, allowed=allowed, resolve=lambda _h, _p: [HOME], tls=tls)

    with server(says(b"ok"), tls=ours) as (port, _asked):
        assert over_tls(port, "calendrier.exemple", trusting).content == b"ok"
        assert code_of(lambda: over_tls(port, "autre.exemple", trusting)) == "tls"
        assert code_of(lambda: over_tls(port, "calendrier.exemple", None)) == "tls"
    assert seen[:2] == ["calendrier.exemple", "autre.exemple"]


def test_secure_address_is_not_sent_on_to_an_open_one(certificate):
    key, cert = certificate
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(cert, key)
    away = says(head="Location: http://93.184.216.34/\r\n", status="302 Found")
    with server(away, tls=ours) as (port, _asked):
        assert (
            code_of(
                lambda: fetch(
                    f"https://calendrier.exemple:{port}/",
                    allowed={(HOME, port)},
                    resolve=lambda _h, _p: [HOME],
                    tls=ssl.create_default_context(cafile=cert),
                )
            )
            == "tls"
        )


def test_subscription_is_sent_on_by_a_path_alone(certificate):
    key, cert = certificate
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(cert, key)

    def answer(received, write):
        away = says(head="Location: /b.ics\r\n", status="302 Found")
        (says(b"enfin") if b"/b.ics" in received else away)(received, write)

    trusting = ssl.create_default_context(cafile=cert)
    with server(answer, tls=ours) as (port, _asked):
        ways = {"allowed": {(HOME, port)}, "resolve": lambda _h, _p: [HOME], "tls": trusting}
        found = fetch(f"webcal://calendrier.exemple:{port}/a.ics", **ways)
    assert found.content == b"enfin"


def test_nat64_is_judged_by_the_address_within():
    assert is_public(str(ipaddress.ip_address("64:ff9b::808:808")))
