// Pages to documents: markup, normalisation, script, sentences, filters.

/// What became of a page.
public enum Extraction: Sendable, Equatable {
    /// A clean document and the digest that tells whether another one repeats it.
    case document(Document, ContentDigest)
    /// Nothing, for a reason.
    case dropped(DropReason)
}

/// Turns raw pages into clean documents; one value serves any number of threads.
public struct Extractor: Sendable {
    private let wikitext: WikitextExtractor
    private let normalizer: TextNormalizer
    private let converter: ScriptConverter?
    private let filter: DocumentFilter
    private let splitter = SentenceSplitter()

    /// Creates an extractor.
    ///
    /// - Parameter configuration: What to produce; the sources play no part.
    /// - Throws: `CorpusError` if the language is contradictory or OpenCC's tables are missing.
    public init(configuration: CorpusConfiguration) throws {
        let language = configuration.language
        guard !language.simplify || language.variant.isSimplified else {
            throw CorpusError(
                .configuration,
                "`simplify: true` contradicts `variant: \(language.variant.rawValue)` "
                    + "(expected a simplified variant)"
            )
        }
        wikitext = WikitextExtractor(
            configuration: configuration.wikitext,
            variant: language.variant
        )
        normalizer = TextNormalizer(form: configuration.normalization)
        converter = language.simplify ? try ScriptConverter() : nil
        filter = DocumentFilter(configuration: configuration.filters)
    }

    /// The libraries and tables that shape the text, by name, for an artefact's metadata.
    public var versions: [String: String] {
        var versions = ["icu": TextNormalizer.libraryVersion]
        if let converter {
            versions["opencc"] = ScriptConverter.configurationName
            versions["opencc tables"] = converter.tableDigest.description
        }
        return versions
    }

    /// Cleans one page.
    ///
    /// - Parameters:
    ///   - page: A page from a `CorpusReader`.
    ///   - report: Receives the counts; each thread keeps its own and merges it in the end.
    /// - Returns: The document, or why there is none.
    /// - Throws: `CorpusError` with file and line if a record is malformed or not UTF-8.
    public func extract(_ page: Page, report: inout ExtractionReport) throws -> Extraction {
        let extraction = try clean(page, report: &report)
        report.note(extraction)
        return extraction
    }

    private func clean(_ page: Page, report: inout ExtractionReport) throws -> Extraction {
        var origin = page.origin
        var text: [UInt8]
        switch page.content {
        case .wiki(let header):
            if header.namespace != 0 { return .dropped(.namespace) }
            if header.isRedirect { return .dropped(.redirect) }
            if header.model != "wikitext" { return .dropped(.model) }
            let prose = wikitext.prose(of: page.bytes, title: origin.title ?? "")
            if prose.isRedirect { return .dropped(.redirect) }
            if prose.isDisambiguation { return .dropped(.disambiguation) }
            report.note(prose)
            text = convert(normalizer.normalize(prose.text))
        case .json(let layout):
            try check(page)
            let record = try JSONRecord(page: page, layout: layout)
            origin.title = record.title
            origin.url = record.url
            origin.page = record.number
            text = convert(normalizer.normalize(record.text))
        case .text:
            try check(page)
            text = page.bytes
            Mark.strip(&text)
            text = convert(normalizer.normalize(text))
        }
        let sentences = split(&text)
        if let reason = filter.reasonToDrop(text) { return .dropped(reason) }
        let document = Document(
            origin: origin,
            text: String(decoding: text, as: UTF8.self),
            sentences: sentences
        )
        return .document(document, ContentDigest(of: text))
    }

    private func check(_ page: Page) throws {
        guard let index = UTF8Text.firstInvalidByte(in: page.bytes) else { return }
        let line = page.line + page.bytes[..<index].count { $0 == 0x0A }
        throw CorpusError(
            .encoding,
            "byte \(String(page.bytes[index], radix: 16, uppercase: true)) is not UTF-8 "
                + "(expected UTF-8 text)",
            at: .init(path: page.origin.source, line: line)
        )
    }

    /// Converts the script of everything that is not settled, and takes the marks of that out.
    private func convert(_ text: [UInt8]) -> [UInt8] {
        guard let converter else {
            let isMark: (UInt8) -> Bool = { $0 == Mark.settled || $0 == Mark.unsettled }
            return text.contains(where: isMark) ? text.filter { !isMark($0) } : text
        }
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        text.withUnsafeBufferPointer { bytes in
            var start = 0
            var depth = 0
            for index in 0...bytes.count {
                let byte = index < bytes.count ? bytes[index] : Mark.settled
                let isMark = byte == Mark.settled || byte == Mark.unsettled
                guard isMark || (byte == 0x0A && depth > 0) else { continue }
                let segment = UnsafeBufferPointer(rebasing: bytes[start..<index])
                if depth == 0 {
                    converter.convert(segment, into: &output)
                } else {
                    output.append(contentsOf: segment)
                }
                // A line end settles nothing beyond itself.
                depth = isMark ? max(0, depth + (byte == Mark.settled ? 1 : -1)) : 0
                start = isMark ? index + 1 : index
            }
        }
        return output
    }

    /// Finds the sentences line by line and takes the marks of headings out.
    private func split(_ text: inout [UInt8]) -> [Range<Int>] {
        var headings: Set<Int> = []
        if text.contains(Mark.heading) {
            var output: [UInt8] = []
            output.reserveCapacity(text.count)
            for byte in text {
                if byte == Mark.heading {
                    headings.insert(output.count)
                } else {
                    output.append(byte)
                }
            }
            text = output
        }
        var sentences: [Range<Int>] = []
        text.withUnsafeBufferPointer { bytes in
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
                if !headings.contains(start) {
                    splitter.sentences(in: bytes, line: start..<end, into: &sentences)
                }
                start = end + 1
            }
        }
        return sentences
    }
}
