// Words that the profile `fixed` never cuts and never joins, whatever the dictionary says.

/// Words that win over every other rule of ``Segmenter/Profile/fixed``.
public struct ForcedWords: Sendable {
    let words: [[UInt32]]

    /// None.
    public init() {
        words = []
    }

    /// The words given, of any characters but "\n".
    ///
    /// - Throws: ``SegmentationError`` for an empty word or one that holds a line end.
    public init(_ words: some Sequence<String>) throws {
        self.words = try words.map { word in
            guard !word.isEmpty, !word.utf8.contains(UInt8(ascii: "\n")) else {
                throw SegmentationError(
                    code: .malformed,
                    message: "expected a forced word of at least one character and no line end"
                )
            }
            return word.unicodeScalars.map(\.value)
        }
    }

    /// Reads files of one word a line.
    ///
    /// A word may contain spaces; white space at both ends of a line and empty lines do not count.
    ///
    /// - Throws: ``SegmentationError`` with file and line.
    public init(contentsOf paths: [String]) throws {
        var words: [[UInt32]] = []
        for path in paths {
            let lines = try TextLines(contentsOf: path)
            try lines.forEach { line, number in
                var word: [UInt32] = []
                guard appendCodePoints(of: line, to: &word) else {
                    throw lines.malformed(number, "expected UTF-8")
                }
                guard word.count <= Int(UInt16.max) else {
                    throw lines.malformed(number, "expected a word of at most 65,535 characters")
                }
                // A byte order mark is no part of the first word.
                if number == 1, word.first == 0xFEFF { word.removeFirst() }
                if !word.isEmpty { words.append(word) }
            }
        }
        self.words = words
    }
}
