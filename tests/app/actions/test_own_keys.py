"""A person's own keys lie over the usual ones."""

from pathlib import Path

from app.actions.keymap import holder_of, laid_over, own_keymap, save_own

USUAL = {
    "player.play": ("Space",),
    "label.undo": ("Ctrl+Z",),
    "conflict.mine": ("M",),
    "label.remark": ("M",),
}


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    own = {"player.play": ("P", 'Ctrl+"'), "label.undo": ()}
    save_own(tmp_path / "keymap.toml", own)
    assert own_keymap(tmp_path / "keymap.toml") == own


def test_a_key_that_was_given_elsewhere_is_gone_from_where_it_was() -> None:
    merged = laid_over(USUAL, {"label.undo": ("Space",), "nothing.known": ("X",)})
    assert merged == {**USUAL, "label.undo": ("Space",), "player.play": ()}


def test_a_damaged_file_is_no_reason_not_to_start(tmp_path: Path) -> None:
    (tmp_path / "keymap.toml").write_text("[player\nplay")
    assert own_keymap(tmp_path / "keymap.toml") == {}


def test_keys_clash_within_their_part_of_the_window_only() -> None:
    assert holder_of(USUAL, "player.play", "M") == "label.remark"
    assert holder_of(USUAL, "label.remark", "M") == ""
