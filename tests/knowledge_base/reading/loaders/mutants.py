"""Reads damaged copies of a file, one after another, under the limits of a parser: `… NAME FIRST COUNT`.

Prints a line for each copy: the code of the error, or `read`. The copies depend on their numbers alone.
"""

import io
import random
import sys
import zipfile

from knowledge_base.errors import DocumentError
from knowledge_base.reading.loaders.formats import sniff_format
from knowledge_base.reading.loaders.process import KIND, start
from sandbox.confinement import close_in, enter
from tests.knowledge_base.reading.loaders.files import read_file


def mutate(data: bytes, number: int) -> bytes:
    """Damage a file; of three copies of a package, two are damaged inside and packed again."""
    if data.startswith(b"PK") and number % 3:
        return _mutate_inside(data, number)
    return _mutate(data, number)


def _mutate_inside(package: bytes, number: int) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(output, "w") as new:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels", ".xhtml", ".opf"))]
        chosen = names[number * 7 % len(names)]
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, _mutate(data, number) if name == chosen else data)
    return output.getvalue()


def _mutate(data: bytes, number: int) -> bytes:
    """Change bytes, cut a part out, double it, fill it with zeros, or make its numbers huge."""
    chance = random.Random(number)  # noqa: S311  # the same damage every time
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        start = chance.randrange(max(len(damaged), 1))
        end = min(start + chance.choice((1, 8, 300)), len(damaged))
        match chance.randrange(5):
            case 0:
                damaged[start:end] = chance.randbytes(end - start)
            case 1:
                del damaged[start:end]
            case 2:
                damaged[start:start] = damaged[start:end]
            case 3:
                damaged[start:end] = bytes(end - start)
            case _:
                damaged[start:end] = bytes(
                    b"9"[0] if 48 <= byte <= 57 else byte for byte in damaged[start:end]
                )
    return bytes(damaged)


def main() -> None:
    name, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    data = read_file(name)
    enter(KIND.limits)
    work = start({"format": sniff_format(name, data)})
    close_in(KIND.limits, is_copy=False)
    for number in range(first, first + count):
        try:
            list(work({"do": "load"}, mutate(data, number)))
            outcome = "read"
        except DocumentError as exc:
            outcome = exc.code
        except Exception:  # noqa: BLE001  # what a document's own process calls unreadable
            outcome = "document_unreadable"
        sys.stdout.write(f"{outcome}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
