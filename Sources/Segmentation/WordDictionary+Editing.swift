// Adding, deleting and weighing words, with jieba's own arithmetic.

extension WordDictionary {
    /// Adds a word.
    ///
    /// As in jieba, its former frequency stays in the total.
    ///
    /// - Parameters:
    ///   - word: any characters; what contains other than jieba's word characters never matches.
    ///   - frequency: nil for one just high enough that the word is cut out. 0 deletes the word
    ///     and keeps the hidden Markov model from joining it.
    ///   - tag: its part of speech; nil for the one it has.
    /// - Throws: ``SegmentationError`` when the dictionary is full.
    public mutating func add(
        _ word: some StringProtocol,
        frequency: Int? = nil,
        tag: String? = nil
    ) throws {
        try add(word.unicodeScalars.map(\.value), frequency: frequency, tag: tag)
        refillWeights()
    }

    /// Deletes a word: gives it the frequency 0.
    public mutating func remove(_ word: some StringProtocol) throws {
        try add(word, frequency: 0)
    }

    /// The frequency that makes jieba keep `word` in one piece.
    public func suggestedFrequency(joining word: some StringProtocol) -> Int {
        suggestedFrequency(joining: word.unicodeScalars.map(\.value))
    }

    /// The frequency that makes jieba cut the word that `parts` make up into these parts.
    public func suggestedFrequency(splitting parts: [some StringProtocol]) -> Int {
        let points = parts.map { $0.unicodeScalars.map(\.value) }
        let product = points.reduce(1.0) { $0 * share(of: $1) }
        return min(scaled(product), frequency(of: points.joined()) ?? 0)
    }

    /// Adds the words of a user dictionary: lines of `word`, `word frequency`, `word tag` or
    /// `word frequency tag`, where a word may contain spaces.
    public mutating func add(contentsOf path: String) throws {
        let lines = try TextLines(contentsOf: path)
        try lines.forEach { line, number in
            var points: [UInt32] = []
            guard appendCodePoints(of: line, to: &points) else {
                throw lines.malformed(number, "expected UTF-8")
            }
            guard let entry = UserDictionaryEntry(points) else { return }
            let location = SegmentationError.Location(path: path, line: number)
            let frequency = try entry.digits.map { digits in
                guard let frequency = Self.frequency(digits) else {
                    throw lines.malformed(number, "expected a frequency of at most 18 digits")
                }
                return frequency
            }
            try add(entry.word, frequency: frequency, tag: entry.tag, at: location)
        }
        refillWeights()
    }

    private mutating func add(
        _ points: [UInt32],
        frequency given: Int?,
        tag: String? = nil,
        at location: SegmentationError.Location? = nil
    ) throws {
        guard !points.isEmpty else { return }
        let frequency = given ?? suggestedFrequency(joining: points)
        precondition(frequency >= 0, "a frequency is 0 or more")
        try Self.check(length: points.count, total: &total, adding: frequency, at: location)
        let slot = try trie.insert(points)
        var entry = entry(at: slot)
        entry.frequency = frequency
        if let tag { entry.tag = number(ofTag: tag) }
        trie.nodes[slot].value = number(of: entry)
        if frequency == 0 { forcedSplits.insert(points) }
    }

    private func suggestedFrequency(joining points: [UInt32]) -> Int {
        let product = parts(of: points).reduce(1.0) { $0 * share(of: points[$1]) }
        return max(scaled(product) + 1, frequency(of: points) ?? 1)
    }

    private func share(of points: some Sequence<UInt32>) -> Double {
        Double(frequency(of: points) ?? 1) / Double(total)
    }

    private func scaled(_ share: Double) -> Int {
        Int(min(share * Double(total), 1e18))
    }
}

/// A line of a user dictionary, as jieba's pattern `^(.+?)( [0-9]+)?( [a-z]+)?$` takes it apart.
struct UserDictionaryEntry {
    let word: [UInt32]
    /// The frequency's ASCII digits.
    let digits: [UInt8]?
    let tag: String?

    /// Nil for an empty line.
    init?(_ line: [UInt32]) {
        var rest = line.drop { $0 == 0xFEFF }
        guard !rest.isEmpty else { return nil }
        let letters = Self.field(endOf: rest) { (0x61...0x7A).contains($0) }
        if let letters { rest = rest[..<(letters.startIndex - 1)] }
        let digits = Self.field(endOf: rest) { (0x30...0x39).contains($0) }
        if let digits { rest = rest[..<(digits.startIndex - 1)] }
        word = Array(rest)
        self.digits = digits.map { $0.map(UInt8.init) }
        tag = letters.map { String(decoding: $0.map(UInt8.init), as: UTF8.self) }
    }

    /// The characters after the last space when all belong to `set` and something stands before it.
    private static func field(
        endOf line: ArraySlice<UInt32>,
        _ belongs: (UInt32) -> Bool
    ) -> ArraySlice<UInt32>? {
        guard let space = line.lastIndex(of: 0x20), space > line.startIndex,
            space + 1 < line.endIndex
        else { return nil }
        let field = line[(space + 1)...]
        return field.allSatisfy(belongs) ? field : nil
    }
}
