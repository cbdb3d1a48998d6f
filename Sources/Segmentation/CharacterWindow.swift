// What the stages know of a stretch of text: one column per fact, one row per character.

/// A stretch of text that is cut by itself, in columns.
///
/// Rows are padded to a multiple of 64 with characters outside of blocks, so that a bit column has
/// whole words; after them every column has a sentinel row more. Bit columns are also written by
/// bytes, eight rows each, the lowest first: as little-endian processors hold them.
struct CharacterWindow {
    /// The weight of the best route from here to the end of the block.
    let routes: UnsafeMutablePointer<Double>
    /// Where the characters begin, in bytes from the start of the window.
    let offsets: UnsafeMutablePointer<UInt32>
    /// The characters' codes in the dictionary; 0 outside of blocks.
    let codes: UnsafeMutablePointer<UInt16>
    /// How many characters the best word from here has, where it is a long one.
    let lengths: UnsafeMutablePointer<UInt16>
    /// The Viterbi algorithm's notes.
    let notes: UnsafeMutablePointer<UInt8>
    /// A bit for each character of a block.
    let blocks: UnsafeMutablePointer<UInt64>
    /// A bit for each Han character of a block.
    let han: UnsafeMutablePointer<UInt64>
    /// A bit for each letter and digit of `[a-zA-Z0-9]`.
    let alphanumerics: UnsafeMutablePointer<UInt64>
    /// A bit for each character that may begin a word of several, and for what follows in its
    /// block.
    let wordy: UnsafeMutablePointer<UInt64>
    /// A bit for each character from which the best word has two characters or more.
    let several: UnsafeMutablePointer<UInt64>
    /// A bit for each character from which the best word has three characters or more.
    let long: UnsafeMutablePointer<UInt64>
    /// Room for bits.
    let scratch: UnsafeMutablePointer<UInt64>
    /// A bit where a word ends.
    let ends: UnsafeMutablePointer<UInt64>
    /// A bit for each character of a block that the best route leaves single.
    let singles: UnsafeMutablePointer<UInt64>
    /// Room for the first rows of groups of eight.
    let groups: UnsafeMutablePointer<Int32>
    /// Room for where the trie has the pairs of 32 rows.
    let pairSlots: UnsafeMutablePointer<UInt32>
    /// Room for what the dictionary says of 16 rows.
    let lookUps: UnsafeMutablePointer<LookUp>
    /// Room for atoms.
    let atomRows: UnsafeMutablePointer<Range<Int>>
    /// How many atoms the window has.
    var atomCount = 0
    /// How many characters the window has, without the padding.
    var count = 0
    /// Where the window lies in the text.
    var bytes = 0..<0

    /// Characters that are one token whatever the word graph says, in order; they have no codes until
    /// the route is found, so that no word of the graph reaches into them.
    var atoms: UnsafeBufferPointer<Range<Int>> {
        UnsafeBufferPointer(start: atomRows, count: atomCount)
    }

    /// What the dictionary says of the characters from a row on.
    struct LookUp {
        /// The weight of the word of two characters; -infinity where there is none.
        var pair: Double
        /// Where the trie has the three characters; 0 for nowhere.
        var tripleSlot: Int
    }

    /// The slots of the pairs of the group listed at `index`, until a fourth takes their place.
    @inline(__always)
    func pairSlots(of index: Int) -> UnsafeMutablePointer<UInt32> {
        pairSlots + (index & 3) &<< 3
    }

    /// The look-ups of the group listed at `index`, until a second takes their place.
    @inline(__always)
    func lookUps(of index: Int) -> UnsafeMutablePointer<LookUp> {
        lookUps + (index & 1) &<< 3
    }

    /// How many words a bit column has.
    @inline(__always) var bitWords: Int { (count &+ 63) >> 6 }

    /// Where characters lie in the text.
    @inline(__always)
    func bytes(of characters: Range<Int>) -> Range<Int> {
        let start = bytes.lowerBound &+ Int(offsets[characters.lowerBound])
        let end = bytes.lowerBound &+ Int(offsets[characters.upperBound])
        return Range(uncheckedBounds: (start, end))
    }

    @inline(__always)
    func isEnd(_ character: Int) -> Bool {
        ends[character &>> 6] &>> UInt64(character & 63) & 1 == 1
    }

    @inline(__always)
    func setEnd(_ character: Int) {
        ends[character &>> 6] |= 1 &<< UInt64(character & 63)
    }

    @inline(__always)
    func clearEnd(_ character: Int) {
        ends[character &>> 6] &= ~(1 &<< UInt64(character & 63))
    }

    /// How many characters the best word from a character has.
    @inline(__always)
    func length(of character: Int) -> Int {
        let bit = UInt64(truncatingIfNeeded: character & 63)
        if long[character &>> 6] &>> bit & 1 == 1 { return Int(lengths[character]) }
        return 1 &+ Int(truncatingIfNeeded: several[character &>> 6] &>> bit & 1)
    }

    /// Notes which of eight characters the best words from them have several characters, or three
    /// and more.
    @inline(__always)
    func storeWords(of first: Int, several: UInt8, long: UInt8) {
        UnsafeMutableRawPointer(self.several).storeBytes(
            of: several,
            toByteOffset: first &>> 3,
            as: UInt8.self
        )
        UnsafeMutableRawPointer(self.long).storeBytes(
            of: long,
            toByteOffset: first &>> 3,
            as: UInt8.self
        )
    }

    /// Makes one word of characters that each were one.
    @inline(__always)
    func join(_ characters: Range<Int>) {
        for index in characters.lowerBound..<(characters.upperBound &- 1) { clearEnd(index) }
    }

    /// Makes each atom one word, after the route was found, and fills in its codes for those who look
    /// for shorter words in it.
    func settleAtoms(of text: UnsafeBufferPointer<UInt8>, _ alphabet: CharacterCodes) {
        for atom in atoms where atom.count > 1 {
            let (word, bit) = (atom.lowerBound >> 6, UInt64(1) << UInt64(atom.lowerBound & 63))
            several[word] |= bit
            if atom.count > 2 { long[word] |= bit }
            lengths[atom.lowerBound] = UInt16(truncatingIfNeeded: atom.count)
            for row in atom {
                let position = bytes.lowerBound + Int(offsets[row])
                let (point, _) = CharacterFolding.character(of: text, at: position)
                codes[row] = alphabet.code(of: CharacterFolding.ascii(point))
                // No word begins behind its inner characters.
                if row + 1 < atom.upperBound { blocks[row >> 6] |= 1 << UInt64(row & 63) }
            }
        }
    }

    /// Hands out the runs of two and more set bits in `column` that may be words.
    @inline(__always)
    func forEachRun(of column: UnsafeMutablePointer<UInt64>, _ body: (Range<Int>) -> Void) {
        var carry: UInt64 = 0
        for word in 0..<bitWords {
            let bits = column[word]
            let followed = bits &>> 1 | column[word &+ 1] &<< 63
            var starts = bits & ~(bits &<< 1 | carry) & followed & wordy[word]
            carry = bits &>> 63
            while starts != 0 {
                let offset = starts.trailingZeroBitCount
                starts &= starts &- 1
                let start = word &<< 6 &+ offset
                let end = column.end(ofSetBitsFrom: start)
                body(Range(uncheckedBounds: (start, end)))
            }
        }
    }

    /// The words in their order.
    var words: [Range<Int>] {
        var words: [Range<Int>] = []
        forEachWord { words.append($0) }
        return words
    }

    /// Hands out the words in their order.
    @inline(__always)
    func forEachWord(_ body: (Range<Int>) -> Void) {
        var start = 0
        for index in 0..<bitWords {
            var bits = ends[index]
            while bits != 0 {
                let end = index &<< 6 &+ bits.trailingZeroBitCount &+ 1
                body(Range(uncheckedBounds: (start, end)))
                start = end
                bits &= bits &- 1
            }
        }
    }
}

extension UnsafeMutablePointer<UInt64> {
    /// Where the set bits from bit `start` on, of which there is a clear one after them, end.
    @inline(__always)
    func end(ofSetBitsFrom start: Int) -> Int {
        var word = start &>> 6
        let offset = UInt64(truncatingIfNeeded: start & 63)
        // What was shifted in is clear: a run to the end of the word stops there.
        var end = start &+ (~(self[word] &>> offset)).trailingZeroBitCount
        while end == (word &+ 1) &<< 6 {
            word &+= 1
            end &+= (~self[word]).trailingZeroBitCount
        }
        return end
    }
}

/// The memory of a window, which grows with the longest stretch without punctuation.
struct WindowMemory: Sendable {
    /// How many characters a window can have, a multiple of 64.
    private(set) var capacity: Int
    private var memory: [UInt64]
    /// Rows before the first, which look-ups ahead may touch, and sentinels after the last.
    private static let margin = 64

    init(capacity: Int = 1024) {
        self.capacity = capacity
        let rows = capacity + 2 * Self.margin
        // By eight bytes: 17 bytes of columns for a row, nine bit columns, groups, look-ups, atoms.
        let columns = rows / 8 * 17 + rows / 64 * 9
        memory = [UInt64](repeating: 0, count: columns + rows / 16 + (16 + 32) + 2 * rows)
    }

    mutating func grow() {
        self = WindowMemory(capacity: 2 * capacity)
    }

    mutating func withWindow<Result>(_ body: (inout CharacterWindow) -> Result) -> Result {
        let rows = capacity + 2 * Self.margin
        return memory.withUnsafeMutableBytes { memory in
            guard var next = memory.baseAddress else {
                preconditionFailure("memory is never empty")
            }
            func column<Value>(_ type: Value.Type, rows: Int) -> UnsafeMutablePointer<Value> {
                defer { next += rows * MemoryLayout<Value>.stride }
                return next.assumingMemoryBound(to: type)
            }
            var window = CharacterWindow(
                routes: column(Double.self, rows: rows) + Self.margin,
                offsets: column(UInt32.self, rows: rows) + Self.margin,
                codes: column(UInt16.self, rows: rows) + Self.margin,
                lengths: column(UInt16.self, rows: rows) + Self.margin,
                notes: column(UInt8.self, rows: rows) + Self.margin,
                blocks: column(UInt64.self, rows: rows / 64),
                han: column(UInt64.self, rows: rows / 64),
                alphanumerics: column(UInt64.self, rows: rows / 64),
                wordy: column(UInt64.self, rows: rows / 64),
                several: column(UInt64.self, rows: rows / 64),
                long: column(UInt64.self, rows: rows / 64),
                scratch: column(UInt64.self, rows: rows / 64),
                ends: column(UInt64.self, rows: rows / 64),
                singles: column(UInt64.self, rows: rows / 64),
                groups: column(Int32.self, rows: rows / 8),
                pairSlots: column(UInt32.self, rows: 32),
                lookUps: column(CharacterWindow.LookUp.self, rows: 16),
                atomRows: column(Range<Int>.self, rows: rows)
            )
            return body(&window)
        }
    }
}
