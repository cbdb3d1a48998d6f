// `yuliao extract`: dumps to clean documents, one JSON object a line.
import ArgumentParser
import Corpus
import Foundation

struct Extract: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Turn dumps into clean documents, as JSON Lines.",
        discussion: """
            The format follows from the name (.xml, .jsonl or .json, .txt; .bz2, .gz and .zst may \
            follow). Kept and dropped pages are counted on standard error. Examples:
              yuliao extract zhwiki-pages-articles-multistream.xml.bz2 > zhwiki.jsonl
              yuliao extract --layout news2016zh news2016zh_train.json > news.jsonl
              yuliao extract -c pipeline.yaml > corpus.jsonl
            """
    )

    @Argument(help: "Dumps to read; the sources of the pipeline file where none is named.")
    var dumps: [String] = []

    @Option(name: .shortAndLong, help: "A pipeline file: its `corpus` section says how to clean.")
    var configuration: String?

    @Option(help: "The format of the dumps, where the name does not tell.")
    var format: SourceConfiguration.Format?

    @Option(help: "The layout of JSON Lines.")
    var layout: RecordLayout.Name?

    @Option(help: "Threads; the output does not depend on it.")
    var jobs = Machine.cores

    func validate() throws {
        guard jobs >= 1 else { throw ValidationError("--jobs: expected 1 or more") }
        guard !dumps.isEmpty || configuration != nil else {
            throw ValidationError("expected a dump, or a pipeline file with -c")
        }
    }

    func run() throws {
        let pipeline = try configuration.map { try PipelineConfiguration.load($0) }
        var corpus = pipeline?.corpus ?? CorpusConfiguration()
        if !dumps.isEmpty { corpus.sources = try dumps.map { try source($0) } }
        let input = try PageSource(
            corpus.sources,
            relativeTo: dumps.isEmpty ? pipeline?.directory : nil
        )
        let extractor = try Extractor(configuration: corpus)
        let stage = ParallelStage<SourcedPage, ExtractedPage>(
            jobs: jobs,
            window: 16 * jobs,
            source: { try input.next() },
            makeWorker: { extractor.pageWorker() }
        )
        var deduplicator = ExactDeduplicator(configuration: corpus.deduplicate)
        var dropped: [String: Int] = [:]
        var report = ExtractionReport()
        var pages = 0
        var kept = 0
        let progress = Progress("extract", total: input.totalBytes, unit: .bytes)
        while let page = try stage.next() {
            try Interruption.check("interrupted after \(pages) pages")
            pages += 1
            report.merge(page.report)
            progress.update(page.read, note: "\(kept) documents")
            switch page.extraction {
            case .document(let document, let digest) where deduplicator.insert(digest):
                kept += 1
                try Terminal.write(try DocumentLine(document).encoded())
            case .document: dropped[DropReason.duplicate.rawValue, default: 0] += 1
            case .dropped(let reason): dropped[reason.rawValue, default: 0] += 1
            }
        }
        let reasons = dropped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        progress.finish(
            "\(pages) pages = \(kept) documents + \(pages - kept) dropped"
                + (reasons.isEmpty ? "" : " (\(reasons))")
        )
        let markup = report.markup.prefix(10).map { "\($0.count) \($0.reason)" }
        guard !markup.isEmpty else { return }
        Terminal.error("markup without text: \(markup.joined(separator: ", "))\n")
    }

    private func source(_ path: String) throws -> SourceConfiguration {
        SourceConfiguration(path: path, format: try format ?? inferred(path), layout: layout)
    }

    private func inferred(_ path: String) throws -> SourceConfiguration.Format {
        var url = URL(fileURLWithPath: path)
        if ["bz2", "gz", "zst"].contains(url.pathExtension) { url.deletePathExtension() }
        switch url.pathExtension {
        case "xml": return .mediawiki
        case "jsonl", "json": return .jsonl
        case "txt": return .text
        default:
            throw Failure(
                .usage,
                "\(path): cannot tell the format from the name; expected --format"
            )
        }
    }
}

/// A document as `yuliao extract` writes it.
private struct DocumentLine: Encodable {
    var title: String?
    var text: String
    var url: String?
    var source: String
    var page: Int64?
    var revision: Int64?
    var streamOffset: Int64
    var byteOffset: Int64
    var byteLength: Int64

    init(_ document: Document) {
        title = document.origin.title
        text = document.text
        url = document.origin.url
        source = document.origin.source
        page = document.origin.page
        revision = document.origin.revision
        streamOffset = document.origin.streamOffset
        byteOffset = document.origin.byteOffset
        byteLength = document.origin.byteLength
    }

    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [0x0A]
    }
}
