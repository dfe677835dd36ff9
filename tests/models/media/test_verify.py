"""Every copy read again: right, missing, other, or nobody answers."""

import shutil
from pathlib import Path

from models.media.manifest import manifest_of
from models.media.verify import CopyState, Verdict, verify
from tests.support.servers import http_server, s3_server


def verdicts(states: tuple[CopyState, ...]) -> list[Verdict]:
    return [state.verdict for state in states]


def test_of_a_file(file: Path, tmp_path: Path):
    manifest = manifest_of(file)
    renamed, changed = tmp_path / "by another name", tmp_path / "changed.mcap"
    shutil.copy(file, renamed)
    changed.write_bytes(file.read_bytes()[:-1] + b"?")
    places = [str(file), str(renamed), str(changed), str(tmp_path / "gone"), str(tmp_path)]
    states = verify(manifest, places)
    assert verdicts(states) == [Verdict.OK, Verdict.OK, Verdict.DIFFERS, Verdict.MISSING, Verdict.DIFFERS]
    assert states[2].detail == "take.mcap"
    copy = states[0].as_copy("e1", manifest, 7)
    assert (copy.verified_at_ns, copy.sha256) == (7, manifest.sha256)
    assert states[2].as_copy("e1", manifest, 7).verified_at_ns is None


def test_of_a_folder(folder: Path, tmp_path: Path):
    manifest = manifest_of(folder)
    lacking, changed = tmp_path / "lacking", tmp_path / "changed"
    for copy in (lacking, changed):
        shutil.copytree(folder, copy)
    (lacking / "data" / "a.parquet").unlink()
    (changed / "meta" / "info.json").write_bytes(b"x")
    (changed / "data" / "a.parquet").unlink()
    states = verify(manifest, [str(folder), str(lacking), str(changed)])
    assert verdicts(states) == [Verdict.OK, Verdict.MISSING, Verdict.DIFFERS]
    assert [state.detail for state in states] == ["", "data/a.parquet", "meta/info.json"]


def test_over_the_network(file: Path):
    import boto3

    manifest = manifest_of(file)
    with http_server(file.parent) as served, s3_server():
        client = boto3.client("s3")
        client.upload_file(str(file), "rushes-test", "take.mcap")
        client.put_object(Bucket="rushes-test", Key="other.mcap", Body=b"other")
        places = [
            f"{served.url}/take.mcap", f"{served.url}/gone.mcap", "s3://rushes-test/take.mcap",
            "s3://rushes-test/other.mcap", "s3://rushes-test/gone.mcap",
        ]  # fmt: skip
        expected = [Verdict.OK, Verdict.MISSING, Verdict.OK, Verdict.DIFFERS, Verdict.MISSING]
        assert verdicts(verify(manifest, places)) == expected
        served.status = 503
        assert verdicts(verify(manifest, places[:1])) == [Verdict.UNREACHABLE]
    (state,) = verify(manifest, [f"{served.url}/take.mcap"])
    assert state.verdict is Verdict.UNREACHABLE
    assert state.detail
