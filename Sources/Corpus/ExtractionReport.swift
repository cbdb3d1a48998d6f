/// What became of the pages: a value each worker keeps for itself and merges in the end.
public struct ExtractionReport: Sendable, Equatable {
    /// Distinct names kept of templates; further ones are counted together.
    private static let nameLimit = 100_000

    /// The pages seen.
    public private(set) var pages = 0
    /// The documents made of them.
    public private(set) var documents = 0
    /// The pages dropped, by reason; `pages == documents + dropped.values.sum`.
    public private(set) var dropped: [DropReason: Int] = [:]
    private var templates: [[UInt8]: Int] = [:]
    private var residues: [Residue: Int] = [:]

    /// Creates an empty report.
    public init() {}

    /// The templates that left no text, by falling number of uses, then by name.
    public var droppedTemplates: [(name: String, count: Int)] {
        templates
            .sorted {
                ($1.value, $0.key) < ($0.value, $1.key)
            }
            .map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
    }

    /// How often each kind of markup was left in the text.
    public var residue: [(pattern: String, count: Int)] {
        Residue.allCases.compactMap { pattern in
            residues[pattern].map { (pattern.rawValue, $0) }
        }
    }

    /// Adds the counts of another report.
    public mutating func merge(_ other: ExtractionReport) {
        pages += other.pages
        documents += other.documents
        dropped.merge(other.dropped, uniquingKeysWith: +)
        residues.merge(other.residues, uniquingKeysWith: +)
        for (name, count) in other.templates { add(name, count) }
    }

    mutating func note(_ extraction: Extraction) {
        pages += 1
        switch extraction {
        case .document: documents += 1
        case .dropped(let reason): dropped[reason, default: 0] += 1
        }
    }

    mutating func note(_ prose: WikitextExtractor.Prose) {
        for (name, count) in prose.droppedTemplates { add(name, count) }
        residues.merge(prose.residue, uniquingKeysWith: +)
    }

    private mutating func add(_ name: [UInt8], _ count: Int) {
        let isKnown = templates[name] != nil || templates.count < Self.nameLimit
        templates[isKnown ? name : Array("…".utf8), default: 0] += count
    }
}

private func < (left: (Int, [UInt8]), right: (Int, [UInt8])) -> Bool {
    left.0 == right.0 ? left.1.lexicographicallyPrecedes(right.1) : left.0 < right.0
}
