// A map from every code point to what a tokenizer does there, in one or two loads.

/// The entries of all code points.
///
/// The basic plane, where text lives, is one flat array; the other planes follow in blocks of 256
/// that share one block wherever all their entries are the same.
struct CharacterTable: Sendable {
    static let basicCount = 0x10000

    /// The basic plane, then the blocks of the others.
    private(set) var entries: [CharacterEntry]
    /// Where the block of a code point beyond the basic plane begins in `entries`.
    private(set) var blockStarts: [Int32]
    /// The shared blocks, by the entry they repeat.
    private var uniform: [UInt32: Int32] = [:]
    /// Creates a table of letters without symbols.
    init() {
        entries = Array(repeating: CharacterEntry(.letter), count: Self.basicCount)
        blockStarts = []
        let block = uniformBlock(of: CharacterEntry(.letter))
        blockStarts = Array(repeating: block, count: 0x1000)
    }

    subscript(codePoint: UInt32) -> CharacterEntry {
        get { entries[slot(of: codePoint)] }
        set {
            if codePoint >= UInt32(Self.basicCount) { ownBlock(of: codePoint) }
            entries[slot(of: codePoint)] = newValue
        }
    }

    /// Gives all code points of the range the same entry.
    mutating func fill(_ range: ClosedRange<UInt32>, with entry: CharacterEntry) {
        var codePoint = range.lowerBound
        while codePoint <= range.upperBound {
            let isBlock = codePoint >= UInt32(Self.basicCount) && codePoint & 0xFF == 0
            if isBlock && range.upperBound - codePoint >= 0xFF {
                blockStarts[Int(codePoint >> 8) - 0x100] = uniformBlock(of: entry)
                codePoint += 0x100
            } else {
                self[codePoint] = entry
                codePoint += 1
            }
        }
    }

    private func slot(of codePoint: UInt32) -> Int {
        guard codePoint >= UInt32(Self.basicCount) else { return Int(codePoint) }
        return Int(blockStarts[Int(codePoint >> 8) - 0x100]) + Int(codePoint & 0xFF)
    }

    private mutating func uniformBlock(of entry: CharacterEntry) -> Int32 {
        if let start = uniform[entry.bits] { return start }
        let start = Int32(entries.count)
        entries.append(contentsOf: repeatElement(entry, count: 0x100))
        uniform[entry.bits] = start
        return start
    }

    /// Gives the block of the code point entries of its own, if it shares them.
    private mutating func ownBlock(of codePoint: UInt32) {
        let block = Int(codePoint >> 8) - 0x100
        let start = blockStarts[block]
        guard uniform[entries[Int(start)].bits] == start else { return }
        blockStarts[block] = Int32(entries.count)
        // What is appended must not be a slice of `entries`, or all of it would be copied.
        entries.append(contentsOf: repeatElement(entries[Int(start)], count: 0x100))
    }
}
