"""Pictures of a video by decord, for the peers' environment: a number a line in, the milliseconds it took out."""

import sys
import time

import decord


def main(path: str) -> None:
    """Until the numbers end."""
    video = decord.VideoReader(path, ctx=decord.cpu(0))
    print("ready", flush=True)
    for line in sys.stdin:
        begun_s = time.perf_counter()
        video[int(line)].asnumpy()
        print((time.perf_counter() - begun_s) * 1000, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
