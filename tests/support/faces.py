"""A short film of a person, from a portrait in the public domain."""

from pathlib import Path

import av
import cv2

from tests.support.data import ROOT

PORTRAIT = ROOT / "tests" / "support" / "pictures" / "astronaut.jpg"


def film_of_a_face(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    rgb = cv2.imread(str(PORTRAIT))[:, :, ::-1].copy()
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=10)
        stream.height, stream.width, stream.pix_fmt = rgb.shape[0], rgb.shape[1], "yuv420p"
        for _ in range(20):
            output.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        output.mux(stream.encode(None))
    return path
