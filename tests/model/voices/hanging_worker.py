"""A worker that never answers, one that breaks down, one that echoes: for the tests of what starts them."""

import os
import sys

from model.errors import VoiceError
from model.voices.worker_process import Answer, Request, serve


def answer(request: Request) -> Answer:
    match request.get("do"):
        case "hang":
            while True:
                pass
        case "crash":
            os._exit(3)
        case "refuse":
            msg = "not today"
            raise VoiceError(msg)
        case "chatter":
            sys.stdout.write("a library prints\n")
            sys.stdout.flush()
        case _:
            pass
    return {"pid": os.getpid()}, str(request.get("text", "")).encode()


if __name__ == "__main__":
    serve(answer)
