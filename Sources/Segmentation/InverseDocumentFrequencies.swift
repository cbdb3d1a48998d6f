// How rare words are over a collection of documents: jieba's idf.txt, looked up without a string per word.

/// The inverse document frequency of words, and the median for all others.
public struct InverseDocumentFrequencies: Sendable {
    /// What a word without an entry has.
    public let median: Double

    private let lines: TextLines
    private var entries: [Entry] = []
    /// Numbers of entries + 1 by hash, 0 where there is none; a power of two of them.
    private var table: [UInt32]

    private struct Entry {
        let start: Int
        let end: Int
        var value: Double
    }

    /// Reads a file of lines `word number`.
    ///
    /// - Throws: ``SegmentationError`` with file and line.
    public init(contentsOf path: String) throws {
        lines = try TextLines(contentsOf: path)
        let count = lines.bytes.count { $0 == UInt8(ascii: "\n") } + 1
        table = [UInt32](repeating: 0, count: Self.capacity(for: count))
        var entries: [Entry] = []
        var table = table
        let file = lines
        try file.bytes.withUnsafeBufferPointer { bytes in
            try file.forEach { line, number in
                guard let space = line.firstIndex(of: UInt8(ascii: " ")),
                    let base = bytes.baseAddress, let start = line.baseAddress,
                    let value = Double(
                        String(decoding: line[(space + 1)...], as: UTF8.self)
                    ),
                    value.isFinite
                else { throw file.malformed(number, "expected a word, a space and a number") }
                let word = UnsafeBufferPointer(rebasing: line[..<space])
                let slot = Self.slot(of: word, in: table, entries, bytes)
                if table[slot] > 0 {
                    entries[Int(table[slot]) - 1].value = value
                } else {
                    entries.append(
                        Entry(start: start - base, end: start - base + space, value: value)
                    )
                    table[slot] = UInt32(entries.count)
                }
            }
        }
        guard !entries.isEmpty else {
            throw SegmentationError(
                code: .malformed,
                message: "expected at least one word and number",
                location: .init(path: path)
            )
        }
        median = entries.map(\.value).sorted()[entries.count / 2]
        self.entries = entries
        self.table = table
    }

    /// The inverse document frequency of a word in UTF-8.
    public func frequency(of word: UnsafeBufferPointer<UInt8>) -> Double {
        lines.bytes.withUnsafeBufferPointer { bytes in
            let number = Int(table[Self.slot(of: word, in: table, entries, bytes)])
            return number > 0 ? entries[number - 1].value : median
        }
    }

    /// Where a word is in the table, or where it would be.
    private static func slot(
        of word: UnsafeBufferPointer<UInt8>,
        in table: [UInt32],
        _ entries: [Entry],
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Int {
        // FNV-1a.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (table.count - 1)
        while table[slot] > 0 {
            let entry = entries[Int(table[slot]) - 1]
            if bytes[entry.start..<entry.end].elementsEqual(word) { break }
            slot = (slot + 1) & (table.count - 1)
        }
        return slot
    }

    private static func capacity(for count: Int) -> Int {
        var capacity = 16
        while capacity < 2 * count { capacity *= 2 }
        return capacity
    }
}
