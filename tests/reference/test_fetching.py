"""Downloads against a server on this machine that breaks off, redirects, lies and forgets."""

import hashlib
import http.server
import random
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.builders_genome import bgzipped, fasta, gtf, made_up

from breakapart.cli.main import cli, main
from breakapart.errors import InputError
from breakapart.reference import fetching
from breakapart.reference.fetching import Checksum, fetch, gencode_urls, read_checksums

DATA = random.Random(7).randbytes(700_000)


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves `server.files`; `server.break_after` bytes of each answer are sent, then the connection is cut."""

    def do_GET(self):
        server = self.server
        server.requests.append((self.path, self.headers.get("Range")))
        if self.path == "/moved":
            return self._head(302, Location="/genome.fa.gz")
        if self.path == "/away":
            return self._head(302, Location="ftp://elsewhere/genome.fa.gz")
        if self.path == "/busy":
            return self._head(503)
        if self.path not in server.files:
            return self._head(404)
        data, start = server.files[self.path], 0
        wanted = self.headers.get("Range")
        same = self.headers.get("If-Range") in (None, server.etag)
        if wanted and same and server.has_ranges:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(data):
                return self._head(416)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            self.send_response(200)
        body = data[start:]
        if server.says_length:
            self.send_header("Content-Length", str(len(body)))
        if server.etag:
            self.send_header("ETag", server.etag)
        self.end_headers()
        limit = server.break_after.pop(0) if server.break_after else len(body)
        self.wfile.write(body[:limit])

    def _head(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.files = {"/genome.fa.gz": DATA}
    server.requests, server.break_after = [], []
    server.etag, server.has_ranges, server.says_length = '"1"', True, True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield server
    server.shutdown()
    server.server_close()


def names(folder: Path):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_arrives_whole_under_its_name(server, tmp_path):
    progress = []
    done = fetch(f"{server.url}/genome.fa.gz", tmp_path, progress=lambda *told: progress.append(told))
    assert done.path.read_bytes() == DATA and names(tmp_path) == ["genome.fa.gz"]
    assert done.sha256 == hashlib.sha256(DATA).hexdigest() and not done.was_there
    assert progress[-1] == (len(DATA), len(DATA))
    again = fetch(f"{server.url}/genome.fa.gz", tmp_path)
    assert again.was_there and len(server.requests) == 1


def test_a_broken_connection_goes_on_where_it_stopped(server, tmp_path):
    server.break_after = [300_000, 200_000]
    done = fetch(f"{server.url}/genome.fa.gz", tmp_path)
    assert done.path.read_bytes() == DATA
    assert [wanted for _, wanted in server.requests] == [None, "bytes=300000-", "bytes=500000-"]


def test_an_interrupted_command_goes_on_another_day(server, tmp_path):
    def stop(done, total):
        if done > 400_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(f"{server.url}/genome.fa.gz", tmp_path, progress=stop)
    assert names(tmp_path) == ["genome.fa.gz.part", "genome.fa.gz.part.json"]
    there = (tmp_path / "genome.fa.gz.part").stat().st_size
    assert there > 400_000
    assert fetch(f"{server.url}/genome.fa.gz", tmp_path).path.read_bytes() == DATA
    assert server.requests[-1][1] == f"bytes={there}-"
    assert names(tmp_path) == ["genome.fa.gz"]


@pytest.mark.parametrize("how", ["changed", "no ranges", "no version", "weak"])
def test_two_versions_are_never_joined(server, tmp_path, monkeypatch, how):
    if how == "no version":
        server.etag = ""
    if how == "weak":
        server.etag = 'W/"1"'
    server.break_after = [300_000] + [0] * 3
    with pytest.raises(InputError, match="the connection broke after"):
        fetch(f"{server.url}/genome.fa.gz", tmp_path)
    server.files["/genome.fa.gz"] = new = DATA[::-1]
    server.break_after = []
    if how == "changed":
        server.etag = '"2"'
    if how == "no ranges":
        server.has_ranges = False
    assert fetch(f"{server.url}/genome.fa.gz", tmp_path).path.read_bytes() == new


def test_a_server_that_breaks_off_each_time_is_given_up(server, tmp_path):
    server.break_after = [100_000] + [0] * 9
    with pytest.raises(InputError) as error:
        fetch(f"{server.url}/genome.fa.gz", tmp_path)
    assert "the connection broke after 100,000 bytes (100,000 of 700,000 bytes came)" in str(error.value)
    assert "Give the same command again" in str(error.value)
    assert len(server.requests) == 1 + fetching.ATTEMPTS
    assert "genome.fa.gz" not in names(tmp_path)


def test_a_part_longer_than_the_file_is_thrown_away(server, tmp_path):
    server.break_after = [300_000] + [0] * 3
    with pytest.raises(InputError):
        fetch(f"{server.url}/genome.fa.gz", tmp_path)
    server.break_after = []
    server.files["/genome.fa.gz"] = DATA[:1000]
    assert fetch(f"{server.url}/genome.fa.gz", tmp_path).path.read_bytes() == DATA[:1000]


def test_a_redirect_is_followed_but_not_out_of_the_web(server, tmp_path):
    assert fetch(f"{server.url}/moved", tmp_path).path.read_bytes() == DATA
    with pytest.raises(InputError):
        fetch(f"{server.url}/away", tmp_path / "other")
    handler = fetching._NoDowngrade()
    request = fetching.urllib.request.Request("https://safe.example/genome.fa.gz")
    with pytest.raises(InputError, match="which is not encrypted"):
        handler.redirect_request(request, None, 302, "", {}, "http://plain.example/genome.fa.gz")


def test_a_wrong_checksum_leaves_nothing(server, tmp_path):
    with pytest.raises(InputError, match=r"has the md5 [0-9a-f]{32}, expected 0000"):
        fetch(f"{server.url}/genome.fa.gz", tmp_path, Checksum("md5", "0" * 32))
    assert names(tmp_path) == []
    right = Checksum("sha256", hashlib.sha256(DATA).hexdigest())
    assert fetch(f"{server.url}/genome.fa.gz", tmp_path, right).checked_against.startswith("sha256")
    with pytest.raises(InputError, match="is there already, but its md5 is not the one expected"):
        fetch(f"{server.url}/genome.fa.gz", tmp_path, Checksum("md5", "0" * 32))


@pytest.mark.parametrize(
    ("path", "message"),
    [("/none.gz", "the server answered 404 Not Found"), ("/busy", "the server answered 503")],
)
def test_refusals_are_told(server, tmp_path, path, message):
    with pytest.raises(InputError, match=message):
        fetch(server.url + path, tmp_path)
    assert names(tmp_path) == []


def test_no_server_and_no_web_address_are_told(tmp_path):
    with pytest.raises(InputError, match="no connection"):
        fetch("http://127.0.0.1:9/genome.fa.gz", tmp_path)
    for url in ("file:///etc/passwd", "ftp://x/y", "https://host.example/"):
        with pytest.raises(InputError, match="not the http or https address of a file"):
            fetch(url, tmp_path)


def test_checksum_lists_are_read_as_their_tools_write_them():
    md5, sha = "d41d8cd98f00b204e9800998ecf8427e", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    text = f"# comment\n{md5}  ./a.gz\n{sha} *b.gz\nSHA256 (c.gz) = {sha}\n"
    found = read_checksums(text)
    assert {name: one.algorithm for name, one in found.items()} == {"a.gz": "md5", "b.gz": "sha256", "c.gz": "sha256"}
    with pytest.raises(InputError, match="holds no checksum"):
        read_checksums("<html>not found</html>")


def test_the_addresses_of_a_release():
    genome, annotation, sums = gencode_urls(44)
    assert annotation.endswith("/release_44/gencode.v44.annotation.gtf.gz")
    assert genome.endswith("/release_44/GRCh38.primary_assembly.genome.fa.gz") and sums.endswith("/MD5SUMS")


def test_fetch_then_build_then_info_from_the_command_line(server, tmp_path, capsys):
    genome, genes = made_up()
    server.files["/genome.fa.gz"], server.files["/genes.gtf.gz"] = bgzipped(fasta(genome)), bgzipped(gtf(genes))
    lines = [f"{hashlib.md5(data).hexdigest()}  {path[1:]}" for path, data in server.files.items()]
    server.files["/MD5SUMS"] = "\n".join(lines).encode()
    urls = ["--genome-url", f"{server.url}/genome.fa.gz", "--annotation-url", f"{server.url}/genes.gtf.gz"]
    folder, out = tmp_path / "fetched", tmp_path / "built"
    assert main(["reference", "fetch", *urls, "--checksums", f"{server.url}/MD5SUMS", "-o", str(folder)]) == 0
    assert "Next: breakapart reference build" in capsys.readouterr().out
    given = ["--genome", str(folder / "genome.fa.gz"), "--annotation", str(folder / "genes.gtf.gz")]
    assert main(["reference", "build", *given, "-o", str(out)]) == 0
    assert "3 genes, 3 transcripts from 2 contigs" in capsys.readouterr().out
    assert main(["reference", "info", str(out), "--verify"]) == 0
    text = capsys.readouterr().out
    assert "nucleotides  from the genome" in text and "verified     intact" in text
    assert hashlib.sha256(server.files["/genome.fa.gz"]).hexdigest() in text
    assert main(["reference", "fetch", *urls, "--checksums", f"{server.url}/none", "-o", str(folder)]) == 2
    assert "404" in capsys.readouterr().err
    assert main(["reference", "fetch", *urls, "-o", str(tmp_path / "unchecked")]) == 0
    assert "no checksum for genome.fa.gz: it was not checked" in capsys.readouterr().err
    assert CliRunner().invoke(cli, ["reference", "fetch", "--help"]).exit_code == 0
