// MediaWiki XML exports (schemas 0.10 and 0.11) to pages, through expat.

import CExpat

/// Reads the pages of an export one after another, whatever streams they lie in.
struct MediaWikiReader: PageReader {
    let source: ByteSource
    private let parser: ExportParser
    private let name: String
    private var buffer = [UInt8](repeating: 0, count: ByteSource.outputCapacity)
    private var received: Int64 = 0
    private var streams = StreamMap()
    private var isFinished = false
    /// Pages parsed and not yet taken, the next one last.
    private var pages: [PageRecord] = []

    init(source: ByteSource, name: String) throws {
        self.source = source
        self.name = name
        parser = try ExportParser(path: source.path)
    }

    mutating func next() throws -> Page? {
        while pages.isEmpty, !isFinished {
            if let chunk = try source.read(into: &buffer) {
                streams.note(chunk, at: received)
                received += Int64(chunk.count)
                try parser.parse(buffer[..<chunk.count])
            } else {
                try parser.finish()
                isFinished = true
            }
            pages = parser.takePages().reversed()
        }
        guard let record = pages.popLast() else { return nil }
        let place = streams.locate(record.position)
        return Page(
            origin: Origin(
                source: name,
                title: record.title,
                url: parser.base.map { "\($0)?curid=\(record.page)" },
                page: record.page,
                revision: record.revision,
                streamOffset: place.streamOffset,
                byteOffset: place.byteOffset,
                byteLength: record.length
            ),
            line: record.line,
            content: .wiki(record.header),
            bytes: record.text
        )
    }
}

/// A page as the XML has it; positions count decompressed bytes.
private struct PageRecord {
    var position: Int64 = 0
    var length: Int64 = 0
    var line = 0
    var title: String?
    var page: Int64 = 0
    var revision: Int64?
    var header = Page.WikiHeader(namespace: 0, isRedirect: false, model: "wikitext")
    var text: [UInt8] = []
}

/// The state behind expat's callbacks.
private final class ExportParser {
    /// `mediawiki/page/revision/content/text` and a little room.
    static let depthLimit = 16
    static let textLimit = 1 << 26
    static let fieldLimit = 1 << 12
    /// The longest token accepted: expat scans an unfinished one anew with each chunk.
    static let tokenLimit: Int64 = 1 << 23

    /// The elements whose text is kept; of nested ones only the path of the export counts.
    private enum Element {
        case mediawiki, siteinfo, base, page, title, namespace, identifier, redirect
        case revision, timestamp, model, text, other
    }

    let path: String
    /// The address of the wiki's pages without a title.
    private(set) var base: String?

    private let parser: XML_Parser
    private var elements: [Element] = []
    private var page = PageRecord()
    private var pages: [PageRecord] = []
    private var field: [UInt8] = []
    private var isCollecting = false
    private var failure: CorpusError?
    private var fed: Int64 = 0
    private var lastToken: Int64 = 0

    init(path: String) throws {
        guard let parser = XML_ParserCreate(nil) else {
            throw CorpusError(.xml, "expat did not start", at: .init(path: path))
        }
        self.parser = parser
        self.path = path
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetBillionLaughsAttackProtectionMaximumAmplification(parser, 10)
        XML_SetStartDoctypeDeclHandler(parser) { context, _, _, _, _ in
            ExportParser.from(context)?.fail(
                "the file declares a document type (expected a MediaWiki export, which has none)"
            )
        }
        XML_SetElementHandler(
            parser,
            { context, name, _ in
                guard let name else { return }
                ExportParser.from(context)?.start(String(cString: name))
            },
            { context, _ in ExportParser.from(context)?.end() }
        )
        XML_SetCharacterDataHandler(parser) { context, text, count in
            guard let text else { return }
            ExportParser.from(context)?.append(
                UnsafeRawBufferPointer(start: text, count: Int(count))
            )
        }
        XML_SetCommentHandler(parser) { context, _ in ExportParser.from(context)?.noteToken() }
    }

    deinit {
        XML_ParserFree(parser)
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> ExportParser? {
        context.map { Unmanaged<ExportParser>.fromOpaque($0).takeUnretainedValue() }
    }

    func parse(_ bytes: ArraySlice<UInt8>) throws {
        fed += Int64(bytes.count)
        try bytes.withUnsafeBytes { try feed($0, isFinal: false) }
        guard fed - lastToken <= Self.tokenLimit else {
            throw CorpusError(
                .xml,
                "a tag or comment is longer than \(Self.tokenLimit) bytes",
                at: location
            )
        }
    }

    /// Hands over the pages that have ended.
    func takePages() -> [PageRecord] {
        defer { pages.removeAll(keepingCapacity: true) }
        return pages
    }

    func finish() throws {
        try feed(UnsafeRawBufferPointer(start: nil, count: 0), isFinal: true)
    }

    private func feed(_ bytes: UnsafeRawBufferPointer, isFinal: Bool) throws {
        let status = XML_Parse(
            parser,
            bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
            Int32(bytes.count),
            isFinal ? 1 : 0
        )
        if let failure { throw failure }
        guard status == XML_STATUS_OK else {
            let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) }
            throw CorpusError(
                .xml,
                "malformed XML: \(reason ?? "unknown") (expected a MediaWiki export)",
                at: location
            )
        }
    }

    private var location: CorpusError.Location {
        .init(path: path, line: Int(XML_GetCurrentLineNumber(parser)))
    }

    private func noteToken() {
        lastToken = Int64(XML_GetCurrentByteIndex(parser))
    }

    private func fail(_ message: String) {
        guard failure == nil else { return }
        failure = CorpusError(.xml, message, at: location)
        XML_StopParser(parser, 0)
    }

    private func start(_ name: String) {
        noteToken()
        let element = classify(name)
        elements.append(element)
        if elements.count > Self.depthLimit {
            fail("elements nest more than \(Self.depthLimit) deep")
        }
        field.removeAll(keepingCapacity: true)
        switch element {
        case .page:
            page = PageRecord()
            page.position = lastToken
            page.line = Int(XML_GetCurrentLineNumber(parser))
        case .revision:
            page.text.removeAll()
        case .redirect:
            page.header.isRedirect = true
        default:
            break
        }
        switch element {
        case .base, .title, .namespace, .identifier, .timestamp, .model, .text:
            isCollecting = true
        default:
            isCollecting = false
        }
    }

    /// What an element is, given those it lies in: `id` within `contributor` is not the page's.
    private func classify(_ name: String) -> Element {
        switch (elements.last, name) {
        case (nil, "mediawiki"): .mediawiki
        case (.mediawiki, "siteinfo"): .siteinfo
        case (.mediawiki, "page"): .page
        case (.siteinfo, "base"): .base
        case (.page, "title"): .title
        case (.page, "ns"): .namespace
        case (.page, "id"), (.revision, "id"): .identifier
        case (.page, "redirect"): .redirect
        case (.page, "revision"): .revision
        case (.revision, "timestamp"): .timestamp
        case (.revision, "model"): .model
        case (.revision, "text"): .text
        default: .other
        }
    }

    private func append(_ bytes: UnsafeRawBufferPointer) {
        noteToken()
        guard isCollecting else { return }
        if elements.last == .text {
            page.text.append(contentsOf: bytes)
            if page.text.count > Self.textLimit {
                fail("the page's text is longer than \(Self.textLimit) bytes")
            }
        } else {
            field.append(contentsOf: bytes)
            if field.count > Self.fieldLimit {
                fail("a field is longer than \(Self.fieldLimit) bytes")
            }
        }
    }

    private func end() {
        noteToken()
        isCollecting = false
        guard let element = elements.popLast() else { return }
        switch element {
        case .base:
            let address = String(decoding: field, as: UTF8.self)
            base = address.split(separator: "/", omittingEmptySubsequences: false).dropLast()
                .joined(separator: "/")
        case .title: page.title = String(decoding: field, as: UTF8.self)
        case .namespace: page.header.namespace = Int(number("ns") ?? 0)
        case .identifier:
            if elements.last == .page {
                page.page = number("id") ?? 0
            } else {
                page.revision = number("id")
            }
        case .timestamp: page.header.timestamp = String(decoding: field, as: UTF8.self)
        case .model: page.header.model = String(decoding: field, as: UTF8.self)
        case .page:
            page.length =
                lastToken + Int64(XML_GetCurrentByteCount(parser)) - page.position
            pages.append(page)
        default: break
        }
    }

    private func number(_ name: String) -> Int64? {
        let digits = String(decoding: field, as: UTF8.self)
        guard let value = Int64(digits) else {
            fail("<\(name)> holds `\(digits)` (expected a number)")
            return nil
        }
        return value
    }
}
