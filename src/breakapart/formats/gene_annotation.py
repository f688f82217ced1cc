"""
Gene annotation: GTF and GFF3 in the styles of GENCODE, Ensembl and RefSeq.

GTF keeps the stop codon out of CDS rows and gives it rows of its own; GFF3 counts it in. Here both kinds of row are
coding, so that a transcript of either has its stop codon within `coding`. Rows come in any order.
"""

import re
from array import array
from urllib.parse import unquote

from breakapart.errors import InputError, Problem
from breakapart.formats.byte_stream import ByteStream
from breakapart.model.gene_annotation import AnnotatedTranscript, Blocks, GeneAnnotation

MAX_PROBLEMS = 10
"""Problems collected before reading stops."""

_GTF_ID = re.compile(rb'(?:^|[\s;])transcript_id\s+"?([^";]+)')
_GTF_FIELD = re.compile(r'(\w+)\s+(?:"([^"]*)"|([^";]+))')
_GFF_PARENT = re.compile(rb"(?:^|;)\s*Parent=([^;]+)")
_GFF_ID = re.compile(rb"(?:^|;)\s*ID=([^;]+)")
_GFF_LIKE = re.compile(rb"^\s*[\w.-]+=")
_GTF_LIKE = re.compile(rb"^\s*[\w.-]+\s+\S")

_EXON, _CODING = 1, 2
_ROWS = {b"exon": _EXON, b"CDS": _CODING, b"stop_codon": _CODING}

_SYMBOL_KEYS = ("gene_name", "gene", "gene_symbol")
_KEPT_COMMENTS = ("description:", "genome-build ", "genome-version ", "annotation-source ", "provider:", "date:")

Attributes = dict[str, list[str]]


class _Gathered:
    """Rows of one transcript as they come."""

    __slots__ = ("attributes", "coding", "coding_attributes", "contig", "exons", "key", "line", "strand")

    def __init__(self, key: bytes, contig: bytes, strand: bytes, line: int) -> None:
        self.key = key
        self.contig = contig
        self.strand = strand
        self.line = line
        self.exons = array("q")
        self.coding = array("q")
        """Start, end, bases before the first whole codon, three numbers a row."""
        self.attributes = b""
        self.coding_attributes = b""


def read_annotation(stream: ByteStream) -> GeneAnnotation:
    """
    All transcripts of genes that code for a protein.

    Raises InputError, with up to ten problems at their lines, for rows that cannot be read; and when there is no row,
    no exon or no coding sequence at all.
    """
    reader = _Reader(stream)
    reader.read()
    return reader.annotation()


class _Reader:
    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._source = stream.path.name
        self._transcripts: dict[tuple[bytes, bytes], _Gathered] = {}
        self._features: dict[bytes, bytes] = {}
        """GFF3: attributes of every feature that has an ID and is no exon or CDS."""
        self._problems: list[Problem] = []
        self._comments: list[str] = []
        self._is_gff: bool | None = None
        self._rows = 0

    def read(self) -> None:
        """Take all lines in."""
        number = 0
        last: _Gathered | None = None
        last_id = b""
        transcripts, features = self._transcripts, self._features
        for lines in self._stream.lines():
            for line in lines:
                number += 1
                if not line or line[:1] == b"#" or line == b"\r":
                    if line.startswith(b"#"):
                        self._comment(line)
                        if line.startswith(b"##FASTA"):
                            return
                    continue
                columns = line.split(b"\t")
                if len(columns) != 9:
                    self._not_nine(columns, number)
                    continue
                contig, _, feature, start, end, _, strand, frame, attributes = columns
                if self._is_gff is None:
                    self._is_gff = self._tell_style(attributes, number)
                kind = _ROWS.get(feature)
                if kind is None:
                    if self._is_gff:
                        if found := _GFF_ID.search(attributes):
                            features[found[1]] = attributes
                    elif feature in (b"transcript", b"mRNA") and (found := _GTF_ID.search(attributes)):
                        self._of(contig, found[1], strand, number).attributes = attributes
                    continue
                found = (_GFF_PARENT if self._is_gff else _GTF_ID).search(attributes)
                if found is None:
                    what = "no Parent" if self._is_gff else "no transcript_id"
                    self._problem(f"{feature.decode()} row has {what}", number, "Is the file GTF or GFF3?")
                    continue
                self._rows += 1
                try:
                    first, behind = int(start) - 1, int(end)
                except ValueError:
                    self._problem(f"start and end are {_text(start)!r} and {_text(end)!r}, expected numbers", number)
                    continue
                if first >= behind:
                    self._problem(f"the row starts at {first + 1} and ends at {behind}, before it starts", number)
                    continue
                if strand not in (b"+", b"-"):
                    self._problem(f"strand is {_text(strand)!r}, expected + or -", number)
                    continue
                for name in found[1].split(b",") if self._is_gff else (found[1],):
                    if last is None or name != last_id or contig != last.contig:
                        last = transcripts.get((contig, name)) or self._of(contig, name, strand, number)
                        last_id = name
                    if strand != last.strand:
                        self._problem(
                            f"transcript {_text(name)} lies on {_text(last.strand)} from line {last.line} on, "
                            f"here on {_text(strand)}",
                            number,
                        )
                        continue
                    if kind == _EXON:
                        last.exons.extend((first, behind))
                    else:
                        last.coding.extend((first, behind, frame[0] - 48 if frame in (b"0", b"1", b"2") else 0))
                        if not last.coding_attributes and feature == b"CDS":
                            last.coding_attributes = attributes
                    if not last.attributes and not self._is_gff:
                        last.attributes = attributes

    def annotation(self) -> GeneAnnotation:
        """What was read."""
        if self._problems:
            raise InputError.of(self._problems)
        if self._is_gff is None:
            raise InputError(
                "is empty, expected a gene annotation in GTF or GFF3", source=self._source,
                solution="Give the annotation that belongs to the genome.",
            )  # fmt: skip
        if not self._rows:
            raise InputError("has no exon and no CDS row", source=self._source, solution="Is this the whole file?")
        described = [transcript for gathered in self._transcripts.values() if (transcript := self._described(gathered))]
        genes: dict[tuple[str, str], bool] = {}
        for transcript in described:
            key = (transcript.contig, transcript.gene_id)
            genes[key] = genes.get(key, False) or bool(transcript.coding)
        if not any(genes.values()):
            raise InputError(
                "has no CDS row: without coding sequences neither frames nor proteins can be told",
                source=self._source,
                solution="Give an annotation with CDS rows (GENCODE, Ensembl or RefSeq), not one of exons only.",
            )
        return GeneAnnotation(
            style="GFF3" if self._is_gff else "GTF",
            transcripts=tuple(one for one in described if genes[one.contig, one.gene_id]),
            genes_without_coding_sequence=sum(not codes for codes in genes.values()),
            rows=self._rows,
            sha256=self._stream.sha256,
            provider="; ".join(self._comments),
        )

    def _of(self, contig: bytes, name: bytes, strand: bytes, line: int) -> _Gathered:
        gathered = self._transcripts.get((contig, name))
        if gathered is None:
            gathered = self._transcripts[contig, name] = _Gathered(name, contig, strand, line)
        return gathered

    def _comment(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").lstrip("#!").strip()
        if text.lower().startswith(_KEPT_COMMENTS) and len(self._comments) < 4:
            self._comments.append(text)

    def _tell_style(self, attributes: bytes, line: int) -> bool:
        if _GFF_LIKE.match(attributes):
            return True
        if _GTF_LIKE.match(attributes):
            return False
        raise InputError(
            f"column 9 is {_text(attributes[:40])!r}, expected GTF or GFF3 attributes",
            source=self._source,
            line=line,
            solution='GTF writes gene_id "ALK"; GFF3 writes ID=gene-ALK;',
        )

    def _not_nine(self, columns: list[bytes], line: int) -> None:
        problem = f"expected 9 columns separated by tabs, found {len(columns)}"
        if line == 1 or self._is_gff is None:
            hint = "Is this a gene annotation in GTF or GFF3?"
            if columns[0].startswith(b">"):
                hint = "This is FASTA: give the genome with --genome and the genes with --annotation."
            elif b"\0" in columns[0][:200]:
                hint = "This is a binary file."
            raise InputError(problem, source=self._source, line=line, solution=hint)
        self._problem(problem, line, "Is the file whole?")

    def _problem(self, message: str, line: int, solution: str | None = None) -> None:
        self._problems.append(Problem(message, self._source, line, solution=solution))
        if len(self._problems) >= MAX_PROBLEMS:
            raise InputError.of(self._problems)

    def _described(self, gathered: _Gathered) -> AnnotatedTranscript | None:
        if not gathered.exons and not gathered.coding:
            return None
        own, gene, coding = self._attributes(gathered)
        accession = _accession(own, gathered.key)
        gene_id = _gene_id(own, gene)
        symbol = next((value for key in _SYMBOL_KEYS for value in own.get(key, ()) if value), "")
        symbol = symbol or next(iter(gene.get("Name", ())), "") or gene_id or accession
        coding_blocks = _coding(gathered.coding)
        exons = _exons(gathered.exons) or coding_blocks
        links = [*own.get("db_xref", ()), *own.get("Dbxref", ()), *gene.get("Dbxref", ())]
        return AnnotatedTranscript(
            accession=accession,
            gene_id=gene_id or symbol,
            symbol=symbol,
            contig=gathered.contig.decode("utf-8", "replace"),
            strand=gathered.strand.decode(),
            exons=exons,
            coding=coding_blocks,
            frame=_first_frame(gathered),
            tags=frozenset(tag.replace(" ", "_") for tag in own.get("tag", ())),
            hgnc_id=_hgnc(own, links),
            entrez=next((link.removeprefix("GeneID:") for link in links if link.startswith("GeneID:")), ""),
            protein=_protein(own, coding),
            other_accession=next((link[8:] for link in links if link.startswith("Ensembl:ENST")), ""),
            line=gathered.line,
        )

    def _attributes(self, gathered: _Gathered) -> tuple[Attributes, Attributes, Attributes]:
        """Attributes of the transcript, of its gene and of its coding rows."""
        if not self._is_gff:
            own = _gtf(gathered.attributes)
            return own, {}, _gtf(gathered.coding_attributes)
        own = _gff(self._features.get(gathered.key, gathered.coding_attributes))
        gene: Attributes = {}
        parent = own.get("Parent", [""])[0].encode()
        if parent in self._features:
            gene = _gff(self._features[parent])
        elif gathered.key in self._features:
            gene = own  # CDS rows of the gene itself, as RefSeq writes mitochondrial genes
        return own, gene, _gff(gathered.coding_attributes)


def _gtf(attributes: bytes) -> Attributes:
    fields: Attributes = {}
    for key, quoted, bare in _GTF_FIELD.findall(attributes.decode("utf-8", "replace")):
        fields.setdefault(key, []).append(quoted or bare.strip())
    return fields


def _gff(attributes: bytes) -> Attributes:
    fields: Attributes = {}
    for field in attributes.decode("utf-8", "replace").strip().split(";"):
        key, equals, value = field.partition("=")
        if equals:
            fields.setdefault(key.strip(), []).extend(unquote(part) for part in value.split(","))
    return fields


def _accession(own: Attributes, key: bytes) -> str:
    """The transcript's accession with its version."""
    name = own.get("transcript_id", [""])[0] or unquote(_text(key))
    name = re.sub(r"^(?:transcript:|rna-|mRNA:)", "", name)
    version = own.get("transcript_version") or (own.get("version") if "." not in name else None)
    if version and version[0].isdigit() and "." not in name:
        name = f"{name}.{version[0]}"
    return name


def _gene_id(own: Attributes, gene: Attributes) -> str:
    name = (own.get("gene_id") or gene.get("gene_id") or own.get("Parent") or [""])[0]
    name = re.sub(r"^(?:gene:|gene-)", "", name)
    version = own.get("gene_version") or ([] if "gene_id" in own else gene.get("version", []))
    return f"{name}.{version[0]}" if version and "." not in name else name


def _hgnc(own: Attributes, links: list[str]) -> str:
    for text in (*own.get("hgnc_id", ()), *(link for link in links if link.startswith("HGNC:"))):
        number = text.rpartition(":")[2]
        if number.isdigit():
            return f"HGNC:{number}"
    return ""


def _protein(own: Attributes, coding: Attributes) -> str:
    for fields in (own, coding):
        if fields.get("protein_id"):
            name = fields["protein_id"][0]
            version = fields.get("protein_version")
            return f"{name}.{version[0]}" if version and "." not in name else name
    return ""


def _exons(numbers: "array[int]") -> Blocks:
    """Intervals in ascending order, a row that comes twice once."""
    return tuple(sorted({(numbers[i], numbers[i + 1]) for i in range(0, len(numbers), 2)}))


def _coding(numbers: "array[int]") -> Blocks:
    """Intervals in ascending order, those that touch joined: the stop codon is a row of its own in GTF."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted((numbers[i], numbers[i + 1]) for i in range(0, len(numbers), 3)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _first_frame(gathered: _Gathered) -> int:
    rows = gathered.coding
    if not rows:
        return 0
    starts = range(0, len(rows), 3)
    first = min(starts, key=lambda i: rows[i]) if gathered.strand == b"+" else max(starts, key=lambda i: rows[i + 1])
    return rows[first + 2]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
