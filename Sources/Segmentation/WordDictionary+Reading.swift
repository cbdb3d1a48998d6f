// Reads jieba's dictionary format: `word frequency [tag]`.

extension WordDictionary {
    /// Reads a main dictionary: lines of `word frequency [tag]` with single spaces between.
    ///
    /// - Parameters:
    ///   - path: the main dictionary.
    ///   - userDictionaries: dictionaries to add in this order; see ``add(contentsOf:)``.
    ///   - compiled: where to keep the main dictionary in a form that loads in milliseconds; it is
    ///     made anew when `path` has changed. Nil for nowhere.
    /// - Throws: ``SegmentationError`` with file and line.
    public init(
        contentsOf path: String,
        userDictionaries: [String] = [],
        compiled: String? = nil
    ) throws {
        if let compiled {
            self = try CompiledDictionary(path: compiled, source: path).load()
        } else {
            self = try Self.read(TextLines(contentsOf: path))
        }
        for path in userDictionaries { try add(contentsOf: path) }
    }

    static func read(_ lines: TextLines) throws -> WordDictionary {
        var words = WordTrie.WordList()
        var entries = [Entry(frequency: 0, tag: 0)]
        var numbers = [entries[0]: 0]
        var tags = [""]
        var tagNumbers: [[UInt8]: Int] = [:]
        var total = 0
        try lines.forEach { line, number in
            let fields = line.split(
                separator: UInt8(ascii: " "),
                omittingEmptySubsequences: false
            )
            guard fields.count >= 2, let frequency = frequency(fields[1]), !fields[0].isEmpty else {
                throw lines.malformed(
                    number,
                    "expected a word, a space and its frequency, a number from 0"
                )
            }
            guard appendCodePoints(of: fields[0], to: &words.points) else {
                throw lines.malformed(number, "expected a word in UTF-8")
            }
            words.ends.append(words.points.count)
            try check(
                length: words.range(of: words.ends.count - 1).count,
                total: &total,
                adding: frequency,
                at: .init(path: lines.path, line: number)
            )
            var entry = Entry(frequency: frequency, tag: 0)
            if fields.count == 3 {
                let tag = Array(fields[2])
                if tagNumbers[tag] == nil {
                    tagNumbers[tag] = tags.count
                    tags.append(String(decoding: tag, as: UTF8.self))
                }
                entry.tag = tagNumbers[tag, default: 0]
            }
            if numbers[entry] == nil {
                numbers[entry] = entries.count
                entries.append(entry)
            }
            words.values.append(numbers[entry, default: 0])
        }
        guard total > 0 else {
            throw SegmentationError(
                code: .malformed,
                message: "expected at least one word with a frequency above 0",
                location: .init(path: lines.path)
            )
        }
        rankByFrequency(&entries, of: &words)
        let alphabet = try CharacterCodes(charactersByFrequency(words, entries))
        return WordDictionary(
            trie: try WordTrie(words, alphabet: alphabet),
            total: total,
            entries: entries,
            tags: tags
        )
    }

    /// Counts a word in, or refuses it.
    static func check(
        length: Int,
        total: inout Int,
        adding frequency: Int,
        at location: SegmentationError.Location?
    ) throws {
        let sum = total.addingReportingOverflow(frequency)
        guard length <= UInt16.max, !sum.overflow else {
            throw SegmentationError(
                code: .tooLarge,
                message: "expected at most 65,535 characters and a total frequency below 2^63",
                location: location
            )
        }
        total = sum.partialValue
    }

    /// A number of at most 18 ASCII digits.
    static func frequency(_ digits: some Collection<UInt8>) -> Int? {
        guard (1...18).contains(digits.count) else { return nil }
        var value = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value
    }

    /// Numbers the entries anew, the most frequent first after that of prefixes: the weights that real
    /// text asks for lie together in memory.
    private static func rankByFrequency(
        _ entries: inout [Entry],
        of words: inout WordTrie.WordList
    ) {
        let order = entries.indices.dropFirst().sorted {
            (entries[$1].frequency, $0) < (entries[$0].frequency, $1)
        }
        let ranked = [0] + order
        var rank = [Int](repeating: 0, count: entries.count)
        for (new, old) in ranked.enumerated() { rank[old] = new }
        entries = ranked.map { entries[$0] }
        words.values = words.values.map { rank[$0] }
        words.weights = entries.map { Double($0.frequency) }
    }

    private static func charactersByFrequency(
        _ words: WordTrie.WordList,
        _ entries: [Entry]
    ) -> [UInt32] {
        var counts: [UInt32: Double] = [:]
        for index in words.ends.indices {
            let frequency = Double(entries[words.values[index]].frequency)
            for position in words.range(of: index) {
                counts[words.points[position], default: 0] += frequency
            }
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }
}
