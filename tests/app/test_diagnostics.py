"""A bug leaves a report behind, wherever one can be written."""

from pathlib import Path

from app.diagnostics import bug_sentence, write_report


def failure() -> ValueError:
    try:
        raise ValueError("关节")
    except ValueError as error:
        return error


def test_the_report_holds_what_is_needed_and_the_sentence_names_it(tmp_path: Path):
    path = write_report(failure(), tmp_path / "logs", ["inspect", "x"])
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "ValueError: 关节" in text
    assert "['inspect', 'x']" in text
    assert str(path) in bug_sentence(failure(), path)


def test_a_folder_that_cannot_be_made_is_no_second_failure(tmp_path: Path):
    (tmp_path / "file").write_text("")
    path = write_report(failure(), tmp_path / "file" / "logs", [])
    assert path is not None
    path.unlink()


def test_a_report_repeats_no_password_of_an_address(tmp_path: Path):
    report = write_report(ValueError("http://anna:geheim@host/x"), tmp_path, ["s3://KEY:geheim@bucket/a"])
    assert report is not None
    text = report.read_text(encoding="utf-8")
    assert "geheim" not in text
    assert "KEY" not in text
    assert "***@bucket/a" in text


def test_a_report_repeats_no_signature_of_an_address(tmp_path: Path):
    report = write_report(ValueError("'https://host/a.mcap?X-Amz-Signature=abc' is gone"), tmp_path, [])
    assert report is not None
    text = report.read_text(encoding="utf-8")
    assert "abc" not in text
    assert "'https://host/a.mcap?***' is gone" in text
