// A keyword, the words that are none, and the ranking both methods share.

/// A word that says what a text is about.
public struct Keyword: Hashable, Sendable {
    /// The word.
    public let word: String
    /// Its part of speech, where words were told apart by it.
    public let tag: String?
    /// How much it says; comparable within a text.
    public let weight: Double
}

/// Words that never are keywords.
public struct StopWords: Sendable {
    /// In lower case; bytes, because String takes canonically equivalent words for equal.
    private var words: Set<[UInt8]>

    /// jieba's own: thirty frequent English words.
    public static let standard = StopWords(
        words: Set(
            """
            the of is and to in that we for an are by be as on with can if from which you it this \
            then at have all not one has or
            """.split(separator: " ").map { Array($0.utf8) }
        )
    )

    private init(words: Set<[UInt8]>) {
        self.words = words
    }

    /// Adds the lines of a file, as jieba does, to the standard ones.
    ///
    /// - Throws: ``SegmentationError``.
    public init(contentsOf path: String) throws {
        self = .standard
        let lines = try TextLines(contentsOf: path)
        for line in lines.bytes.split(separator: UInt8(ascii: "\n")) {
            words.insert(line.last == UInt8(ascii: "\r") ? Array(line.dropLast()) : Array(line))
        }
    }

    /// Whether a word can be a keyword: it has two characters or more and is no stop word.
    ///
    /// A word of two or more characters has Han and ASCII only, so its lower case is ASCII's.
    func admit(_ word: some Sequence<UInt8>) -> Bool {
        let lower = word.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return lower.count { $0 & 0xC0 != 0x80 } >= 2 && lower != Array("\r\n".utf8)
            && !words.contains(lower)
    }
}

/// A word, and its tag where words are told apart by it.
struct Term: Hashable {
    let word: [UInt8]
    let tag: String?
}

extension [Keyword] {
    /// The greatest weights first, equal ones in the order given.
    init(ranking terms: [(term: Term, weight: Double)], top: Int?) {
        let ranked = terms.enumerated().sorted {
            ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset)
        }
        self = ranked.prefix(top ?? terms.count).map { _, element in
            Keyword(
                word: String(decoding: element.term.word, as: UTF8.self),
                tag: element.term.tag,
                weight: element.weight
            )
        }
    }
}
