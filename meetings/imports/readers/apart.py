"""Reads a document in a process of its own, without our environment, with bounded time and memory.

This file is also that process (``python -I apart.py``): it imports nothing of the application.
"""

import base64
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def read_apart(kind, data, *, seconds=None):
    """``(text, subject, [(name, bytes)])`` of a document of ``kind``: word, opendocument, portable,
    mail. Raises ``limits.Unreadable``: « too_slow » when it had to be stopped."""
    from .limits import SECONDS, Unreadable

    seconds = seconds or SECONDS
    command = [sys.executable, "-I", __file__, kind, str(seconds)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and file
            command, input=data, capture_output=True, timeout=seconds, env={}, check=False
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_slow") from error
    except ValueError as error:
        raise Unreadable("too_slow" if done.returncode < 0 else "damaged") from error
    if "error" in answer:
        raise Unreadable(answer["error"])
    files = [(name, base64.b64decode(content)) for name, content in answer["files"]]
    return answer["text"], answer["subject"], files


def _read(kind, data):
    from readers import mail, opendocument, portable, word

    if kind == "mail":
        return mail.read(data)
    reader = {"word": word, "opendocument": opendocument, "portable": portable}[kind]
    return reader.read(data), "", []


def _main(kind, seconds):
    import resource

    sys.path.append(str(HERE.parent))
    from readers.limits import MEMORY, Unreadable

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    try:
        text, subject, files = _read(kind, sys.stdin.buffer.read())
        coded = [(name, base64.b64encode(content).decode()) for name, content in files]
        answer = {"text": text, "subject": subject, "files": coded}
    except Unreadable as error:
        answer = {"error": error.code}
    except MemoryError:
        answer = {"error": "bomb"}
    except Exception:  # whatever a hostile file breaks is « damaged »
        answer = {"error": "damaged"}
    print(json.dumps(answer))


if __name__ == "__main__":
    _main(*sys.argv[1:])
