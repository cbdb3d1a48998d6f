// Finds entries of a dictionary that cannot do what their author meant.

/// Looks for mistakes that jieba passes over in silence.
public struct DictionaryLinter: Sendable {
    /// How a file is read.
    public enum Format: String, Codable, CaseIterable, Sendable {
        /// `word frequency [tag]`, single spaces between.
        case main
        /// `word [frequency] [tag]`, where the word may contain spaces.
        case user
    }

    /// What is wrong with an entry.
    public enum Problem: Hashable, Sendable {
        /// A character ends the word wherever it occurs, so that the whole is never found.
        case unreachable(character: String)
        /// The word was there already; the last entry counts, but the total keeps both.
        case duplicate(line: Int)
        /// The word is cut even where it stands alone.
        case neverWins(cut: [String], needed: Int)
        /// A tab, which is no separator.
        case tab
        /// What looks like a frequency or a tag became part of the word.
        case swallowed(String)
        /// A tag of other than lower-case letters and digits.
        case oddTag(String)
        /// More fields than three: the tag is lost.
        case extraField
    }

    /// An entry and what is wrong with it.
    public struct Finding: Hashable, Sendable, CustomStringConvertible {
        /// The line.
        public let location: SegmentationError.Location
        /// The word.
        public let word: String
        /// What is wrong.
        public let problem: Problem

        /// `path:line: word: what is wrong`.
        public var description: String {
            "\(location.path):\(location.line ?? 0): \(word): \(problem.message)"
        }
    }

    private let segmenter: Segmenter

    /// Makes a linter for files that `dictionary` was read from, alone or among others.
    public init(dictionary: WordDictionary) {
        segmenter = Segmenter(dictionary: dictionary, model: nil)
    }

    /// What is wrong with the entries of a file, in its order.
    ///
    /// - Throws: ``SegmentationError`` when the file cannot be read at all.
    public func findings(inContentsOf path: String, format: Format) throws -> [Finding] {
        var findings: [Finding] = []
        /// Where each word was first; bytes, because String takes equivalent words for equal.
        var lineOfWord: [[UInt32]: Int] = [:]
        let lines = try TextLines(contentsOf: path)
        try lines.forEach { bytes, line in
            var points: [UInt32] = []
            guard appendCodePoints(of: bytes, to: &points) else {
                throw lines.malformed(line, "expected UTF-8")
            }
            guard let (entry, problems) = self.entry(points, format) else { return }
            let word = String(entry)
            let location = SegmentationError.Location(path: path, line: line)
            var all = problems
            if let first = lineOfWord[entry] {
                all.append(.duplicate(line: first))
            } else {
                lineOfWord[entry] = line
            }
            if let problem = self.problem(of: entry, word) { all.append(problem) }
            findings += all.map { Finding(location: location, word: word, problem: $0) }
        }
        return findings
    }

    /// The word of a line and what is wrong with how it is written; nil for an empty line.
    private func entry(_ line: [UInt32], _ format: Format) -> ([UInt32], [Problem])? {
        var problems: [Problem] = line.contains(0x09) ? [.tab] : []
        guard format == .main else {
            guard let entry = UserDictionaryEntry(line) else { return nil }
            let fields = entry.word.split(separator: 0x20)
            if let last = fields.last, fields.count > 1, last.allSatisfy({ $0 < 0x80 }),
                last.contains(where: isASCIIAlphanumeric)
            {
                problems.append(.swallowed(String(last)))
            }
            return (entry.word, problems)
        }
        let fields = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard let word = fields.first, !word.isEmpty else { return nil }
        if fields.count > 3 { problems.append(.extraField) }
        if fields.count == 3, !fields[2].allSatisfy({ isTagCharacter($0) }) {
            problems.append(.oddTag(String(fields[2])))
        }
        return (Array(word), problems)
    }

    private func problem(of points: [UInt32], _ word: String) -> Problem? {
        if let point = points.first(where: { !isInBlock($0) }) {
            return .unreachable(character: String([point]))
        }
        guard let frequency = segmenter.dictionary.frequency(of: points), frequency > 0 else {
            return nil
        }
        let cut = segmenter.words(in: word, mode: .accurate)
        guard cut.count > 1 else { return nil }
        return .neverWins(
            cut: cut.map(String.init),
            needed: segmenter.dictionary.suggestedFrequency(joining: word)
        )
    }

    private func isInBlock(_ point: UInt32) -> Bool {
        isHan(point) || CharacterCodes.isLatin(point)
    }

    private func isTagCharacter(_ point: UInt32) -> Bool {
        (0x61...0x7A).contains(point) || (0x30...0x39).contains(point)
    }
}

extension DictionaryLinter.Problem {
    /// What is wrong, and what to do.
    public var message: String {
        switch self {
        case .unreachable(let character):
            "never found, because \"\(character)\" always stands by itself"
        case .duplicate(let line): "was in line \(line) already"
        case .neverWins(let cut, let needed):
            "is always cut into \(cut.joined(separator: " ")); needs a frequency of \(needed)"
        case .tab: "contains a tab, which separates nothing"
        case .swallowed(let field): "\"\(field)\" was read as part of the word"
        case .oddTag(let tag): "has the tag \"\(tag)\" (expected lower-case letters and digits)"
        case .extraField: "has more fields than word, frequency and tag, so the tag is lost"
        }
    }
}
