// The raw pages of all sources with how far the reader has come, and their extraction.
import Corpus

/// A page and how many bytes of the (compressed) dumps were read up to it.
struct SourcedPage: Sendable {
    var page: Page
    var read: Int64
}

/// A page after extraction, with what the sequential stages need to know of it.
struct ExtractedPage: Sendable {
    var extraction: Extraction
    /// The markup that left no text.
    var report: ExtractionReport
    /// The record's length in the decompressed dump.
    var byteLength: Int64
    /// How many bytes of the (compressed) dumps were read up to this page.
    var read: Int64
}

/// A corpus reader that one thread at a time pulls from.
final class PageSource {
    private var reader: CorpusReader
    /// The size of all dumps.
    let totalBytes: Int64

    init(_ sources: [SourceConfiguration], relativeTo directory: String?) throws {
        reader = try CorpusReader(sources: sources, relativeTo: directory)
        totalBytes = reader.progress.total
    }

    /// Passes over pages that are in committed shards.
    ///
    /// - Returns: How many bytes of the (compressed) dumps they took.
    func skip(_ pages: Int) throws -> Int64 {
        let skipped = try reader.skip(pages)
        guard skipped == pages else {
            throw Failure(
                .integrity,
                "the sources end after \(skipped) pages; committed shards took \(pages)"
            )
        }
        return reader.progress.read
    }

    /// The next page; nil at the end.
    func next() throws -> SourcedPage? {
        try reader.next().map { SourcedPage(page: $0, read: reader.progress.read) }
    }
}

extension Extractor {
    /// A worker for one thread, which keeps the page's place in the dump.
    func pageWorker() -> (SourcedPage) throws -> ExtractedPage {
        { sourced in
            var report = ExtractionReport()
            let extraction = try extract(sourced.page, report: &report)
            return ExtractedPage(
                extraction: extraction,
                report: report,
                byteLength: sourced.page.origin.byteLength,
                read: sourced.read
            )
        }
    }
}

extension ExtractionReport {
    /// The names of templates worth listing; the rarer ones are counted together.
    private static let listedTemplates = 50

    /// What wiki markup left no text or was left in the text, by kind and count.
    var markup: [(reason: String, count: Int)] {
        let templates = droppedTemplates
        let rest = templates.dropFirst(Self.listedTemplates).reduce(0) { $0 + $1.count }
        return templates.prefix(Self.listedTemplates).map { ("template \($0.name)", $0.count) }
            + (rest > 0 ? [("other templates", rest)] : [])
            + residue.map { ("left in the text: \($0.pattern)", $0.count) }
    }
}
