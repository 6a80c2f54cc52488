"""Read an address that somebody typed, without letting it look inside our network.

The name is resolved once, every answer must be a public address, and the connection goes to the
very address that was checked, with the name kept for TLS and ``Host``. Each redirection is checked
like a first address. Time is counted in all, so a server that drips one byte a second is left too;
size is counted after decompression. Written on the standard library: the packages that pin the
checked address are young (0.x) and bring a whole client along.
"""

import http.client
import io
import ipaddress
import re
import socket
import ssl
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

SCHEMES = {"http": 80, "https": 443}
#: How programs write « subscribe to this »; the calendar itself is read over TLS.
SUBSCRIPTIONS = {"webcal": "https", "webcals": "https"}
REDIRECTS = (301, 302, 303, 307, 308)
LONGEST_URL = 500
LONGEST_TAG = 200
CHUNK = 65_536
#: Addresses that carry an IPv4 address within: judged by it.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: Never of the open internet, though some Python call them global: IETF assignments (where a cloud
#: keeps its metadata), Azure’s host, local NAT64, retired site-local, documentation.
#: Source: IANA registries of special-purpose addresses.
CLOSED = [
    ipaddress.ip_network(one)
    for one in (
        *("192.0.0.0/24", "168.63.129.16/32", "192.88.99.0/24"),
        *("64:ff9b:1::/48", "fec0::/10", "3fff::/20", "5f00::/16"),
    )
]


class Unfetchable(Exception):
    """The address was not read; ``code`` says why, the caller has the sentence."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Limits:
    seconds: float = 20
    size: int = 5_000_000
    redirects: int = 3


@dataclass(frozen=True)
class Answer:
    """``content`` (bytes, decompressed) or ``is_unchanged``; ``etag`` for the next reading."""

    content: bytes = b""
    etag: str = ""
    is_unchanged: bool = False


@dataclass(frozen=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str

    @property
    def header(self):
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == SCHEMES[self.scheme] else f"{host}:{self.port}"


def check_url(url, *, allowed=()):
    """The parts of an address that may be read; nothing is looked up.

    ``allowed``: pairs (address, port) that are read although they are not public: tests.
    Raises ``Unfetchable``: ``bad_url``, ``bad_scheme``, ``credentials``, ``bad_port``.
    """
    if len(url) > LONGEST_URL or any(c <= " " or c == "\x7f" for c in url):
        raise Unfetchable("bad_url")
    try:
        parts = urlsplit(url)
        scheme = SUBSCRIPTIONS.get(parts.scheme, parts.scheme)
        host = _ascii(parts.hostname or "")
        port = parts.port
    except ValueError as error:
        raise Unfetchable("bad_url") from error
    if scheme not in SCHEMES:
        raise Unfetchable("bad_scheme")
    if parts.username is not None or parts.password is not None:
        raise Unfetchable("credentials")
    port = port or SCHEMES[scheme]
    if port not in SCHEMES.values() and port not in {number for _address, number in allowed}:
        raise Unfetchable("bad_port")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not host or not path.isascii():
        raise Unfetchable("bad_url")
    return _Target(scheme, host, port, path)


def _ascii(host):
    if "%" in host:  # the index of one of our own network cards
        raise ValueError(host)
    if ":" in host:
        return str(ipaddress.ip_address(host))
    return host.encode("idna").decode("ascii").lower() if host else ""


def is_public(address):
    """Is it an address of the open internet, whatever it is wrapped in."""
    address = ipaddress.ip_address(address)
    if address.version == 6:
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in NAT64:
            inner = ipaddress.ip_address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    if any(address in network for network in CLOSED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def fetch(url, *, etag="", limits=None, allowed=(), resolve=None, tls=None):
    """Read ``url``; returns an ``Answer``.

    ``etag``: of the last reading, for « unchanged ». ``allowed``: pairs (address, port) that are
    read although they are not public. ``resolve``: (host, port) → addresses; ``tls``: the context
    that verifies certificates. The last three are for tests.
    Raises ``Unfetchable``: those of ``check_url``, ``unknown_host``, ``private``, ``unreachable``,
    ``tls``, ``too_slow``, ``too_big``, ``too_many_redirects``, ``refused_404`` (any status),
    ``truncated``, ``bad_encoding``.
    """
    limits = limits or Limits()
    deadline = time.monotonic() + limits.seconds
    for _hop in range(limits.redirects + 1):
        target = check_url(url, allowed=allowed)
        address = _checked_address(target, allowed, resolve or _resolve, deadline)
        found = _read(target, address, etag, limits.size, deadline, tls)
        if isinstance(found, Answer):
            return found
        # From the scheme that was read: a path alone is not joined to « webcal ».
        url = urljoin(f"{target.scheme}://{target.header}{target.path}", found)
        if target.scheme == "https" and urlsplit(url).scheme == "http":
            raise Unfetchable("tls")
    raise Unfetchable("too_many_redirects")


def _checked_address(target, allowed, resolve, deadline):
    """The address to connect to: the first, if *every* answer of the name may be read."""
    pool = ThreadPoolExecutor(1)  # the system's resolver knows no limit of time
    try:
        addresses = pool.submit(resolve, target.host, target.port).result(_left(deadline))
    except TooLate as error:
        raise Unfetchable("too_slow") from error
    except (OSError, UnicodeError) as error:
        raise Unfetchable("unknown_host") from error
    finally:
        pool.shutdown(wait=False)
    if not addresses:
        raise Unfetchable("unknown_host")
    for address in addresses:
        if (address, target.port) not in allowed and not is_public(address):
            raise Unfetchable("private")
    return addresses[0]


def _resolve(host, port):
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [entry[4][0].partition("%")[0] for entry in found]


def _left(deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise Unfetchable("too_slow")
    return left


def _read(target, address, etag, size, deadline, tls):
    """The ``Answer``, or the address one is sent on to."""
    wire = None
    try:
        wire = _connect(target, address, deadline, tls)
        return _exchange(target, wire, etag, size, deadline)
    except ssl.SSLError as error:
        late = isinstance(error, TimeoutError) or "timed out" in str(error)
        raise Unfetchable("too_slow" if late else "tls") from error
    except TimeoutError as error:
        raise Unfetchable("too_slow") from error
    except http.client.IncompleteRead as error:
        raise Unfetchable("truncated") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unfetchable("unreachable") from error
    finally:
        if wire is not None:
            wire.close()


def _connect(target, address, deadline, tls):
    wire = socket.create_connection((address, target.port), timeout=_left(deadline))
    if target.scheme == "http":
        return wire
    wire.settimeout(_left(deadline))
    context = tls or ssl.create_default_context()
    return context.wrap_socket(wire, server_hostname=target.host)


class _Wire(io.RawIOBase):
    """What ``http.client`` takes for its socket: each read waits for what is left of the time."""

    def __init__(self, wire, deadline):
        self._wire, self._deadline = wire, deadline

    def readable(self):
        return True

    def readinto(self, buffer):
        self._wire.settimeout(_left(self._deadline))
        return self._wire.recv_into(buffer)

    def sendall(self, data):
        self._wire.settimeout(_left(self._deadline))
        self._wire.sendall(data)

    def makefile(self, _mode):
        return io.BufferedReader(self, CHUNK)


def _exchange(target, wire, etag, size, deadline):
    line = http.client.HTTPConnection(target.host, target.port)
    line.sock = _Wire(wire, deadline)
    headers = {
        "Host": target.header,
        "User-Agent": "Concertation",
        "Accept": "text/calendar, */*;q=0.1",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    line.request("GET", target.path, headers=headers | ({"If-None-Match": etag} if etag else {}))
    response = http.client.HTTPResponse(line.sock, method="GET")
    response.begin()
    if response.status in REDIRECTS and response.headers.get("Location"):
        return response.headers["Location"]
    if response.status == 304 and etag:
        return Answer(etag=etag, is_unchanged=True)
    if response.status != 200:
        raise Unfetchable(f"refused_{response.status}")
    return Answer(_body(response, size), _tag(response.headers.get("ETag", "")))


def _tag(etag):
    """What may be kept and sent back; a database refuses some of the rest."""
    return etag if len(etag) <= LONGEST_TAG and re.fullmatch(r"[\x20-\x7e]*", etag) else ""


def _body(response, size):
    """The whole body, decompressed, never more than ``size`` bytes of it in memory."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise Unfetchable("bad_encoding")
    unpack = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    expected = response.length  # None when the server did not say
    content, received = bytearray(), 0
    while chunk := response.read(CHUNK):
        received += len(chunk)
        try:
            content += unpack.decompress(chunk, size + 1 - len(content)) if unpack else chunk
        except zlib.error as error:
            raise Unfetchable("bad_encoding") from error
        if len(content) > size or received > size:
            raise Unfetchable("too_big")
    if expected is not None and received < expected or (unpack and not unpack.eof):
        raise Unfetchable("truncated")
    return bytes(content)
