"""Privacy in the real window: nobody sees a face that was not cleared, and a lead looks by a key."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.paths import Places
from models.faces import FaceFinder
from models.privacy import Flag, RegionState
from models.review import Role
from tests.support.data import DEMO, ROOT
from tests.support.faces import film_of_a_face
from tests.support.window import Person, sits_down
from widgets.privacy_panel import PrivacyPanel
from widgets.video_view import VideoView

FINDER = FaceFinder(ROOT / "resources" / "models" / "centerface.onnx")
NAME = "person"


pytestmark = pytest.mark.usefixtures("nothing_is_left_behind")


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return film_of_a_face(tmp_path / f"{NAME}.mp4")


def view_of(person: Person) -> VideoView:
    (view,) = (view for view in person.app.board.views.values() if isinstance(view, VideoView))
    return view


def seen(person: Person) -> np.ndarray:
    """RGB as the view draws it, uint8 (height, width, 3)."""
    image = view_of(person).canvas.image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def searched(person: Person) -> None:
    person.wait_open(NAME)
    desk = person.app.services.privacy
    person.wait(lambda: desk.privacy.searched, "faces were looked for")
    person.settle()


def test_a_face_is_never_shown_before_somebody_cleared_it(tmp_path: Path, film: Path, qapp: QApplication):
    with sits_down(Places(tmp_path / "data"), "ann", path=film) as ann:
        pictures = []
        desk = ann.app.services.privacy
        ann.wait(lambda: ann.open_name() == NAME, "it is open")
        while not desk.privacy.searched:
            QApplication.processEvents()
            if not view_of(ann).canvas.image.isNull():
                pictures.append(seen(ann))
        searched(ann)
        pictures.append(seen(ann))
        assert all(FINDER.find(picture) == () for picture in pictures)
        assert [region.state for region in desk.privacy.regions] == [RegionState.PROPOSED]
        ann.press("Ctrl+Shift+P")
        ann.settle()
        assert FINDER.find(seen(ann)) == ()


def test_a_lead_looks_by_a_key_and_only_there(tmp_path: Path, film: Path, qapp: QApplication):
    with sits_down(Places(tmp_path / "data"), "lea", Role.LEAD, path=film) as lea:
        searched(lea)
        assert FINDER.find(seen(lea)) == ()
        lea.press("Ctrl+Shift+P")
        lea.settle()
        assert len(FINDER.find(seen(lea))) == 1
        lea.press("Ctrl+Shift+P")
        lea.settle()
        assert FINDER.find(seen(lea)) == ()


def test_the_panel_confirms_rejects_and_restricts(tmp_path: Path, film: Path, qapp: QApplication):
    with sits_down(Places(tmp_path / "data"), "lea", Role.LEAD, path=film) as lea:
        searched(lea)
        desk = lea.app.services.privacy
        lea.press("Ctrl+P")
        panel = QApplication.activePopupWidget()
        assert isinstance(panel, PrivacyPanel)
        lea.click(panel.flags[Flag.CLEAR])
        assert desk.privacy.flag is Flag.CLEAR
        assert [region.state for region in desk.privacy.regions] == [RegionState.CONFIRMED]
        lea.click(panel.flags[Flag.RESTRICTED])
        panel.consent.setText("signed")
        panel.consent.editingFinished.emit()
        panel.close()
        assert (desk.privacy.flag, desk.privacy.consent) == (Flag.RESTRICTED, "signed")
        document = lea.document
        assert document.privacy == desk.privacy
    with sits_down(Places(tmp_path / "data2"), "ann", path=film) as ann:
        searched(ann)
        ann.app.services.privacy.set_flag(Flag.RESTRICTED)
        ann.settle()
        assert len(np.unique(seen(ann).reshape(-1, 3), axis=0)) <= 144


def test_an_area_is_drawn_by_the_mouse(tmp_path: Path, film: Path, qapp: QApplication):
    with sits_down(Places(tmp_path / "data"), "ann", path=film) as ann:
        searched(ann)
        before = seen(ann)
        ann.app.blurring.draw_region()
        canvas = view_of(ann).canvas
        corner = canvas.picture_rect().topLeft().toPoint()
        ann.drag(canvas, corner + QPoint(4, 4), corner + QPoint(90, 60))
        ann.settle()
        drawn = [r for r in ann.app.services.privacy.privacy.regions if r.source == "ann"]
        assert len(drawn) == 1
        assert (seen(ann) != before).any()


def colours_of(strip: QImage) -> int:
    image = strip.convertToFormat(QImage.Format.Format_RGB32)
    return len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())})


def test_the_list_recognises_nobody_of_a_restricted_episode(tmp_path: Path, qapp: QApplication):
    with sits_down(Places(tmp_path / "data"), "lea", Role.LEAD, path=DEMO / "pick_can_success.mcap") as lea:
        lea.settle()
        strips: list[QImage] = []
        queue = lea.app.services.queue
        queue.previews.ready.connect(lambda _id, preview: strips.append(preview.strip))
        queue.want_preview(queue.current_id)
        lea.wait(lambda: bool(strips), "the strip is there")
        lea.settle()
        before = colours_of(strips[-1])
        lea.app.services.privacy.set_flag(Flag.RESTRICTED)
        lea.wait(lambda: colours_of(strips[-1]) <= 8 * 6 * 4 < before, "the strip is blurred")
        lea.app.services.privacy.set_flag(Flag.CLEAR)
        lea.wait(lambda: colours_of(strips[-1]) == before, "it is shown again")
    assert before > 8 * 6 * 4
