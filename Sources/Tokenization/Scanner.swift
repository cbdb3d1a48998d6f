// The hot loop: bytes to code points, code points to actions, words to pieces.

/// Reads text by the tables of a tokenizer, with storage for one word.
///
/// Three kinds of text have a path of their own: runs of Han and punctuation, which cost one load
/// each; spaces and marks of ASCII; words of ASCII. The rest goes letter by letter. What changes is
/// kept in local variables and given to others as copies, so that it lives in registers.
struct Scanner {
    /// Kept alive by the caller: counting references would cost a third of the speed.
    private unowned(unsafe) let tables: TokenizerTables
    private let lookup: TokenizerTables.Lookup
    /// Room for as many letters as a word may have.
    private let letters: UnsafeMutablePointer<Word.Letter>

    init(tables: TokenizerTables, letters: UnsafeMutablePointer<Word.Letter>) {
        self.tables = tables
        self.letters = letters
        lookup = tables.lookup
    }

    /// Appends the pieces of a range of the text, which is cut off from its surroundings.
    func scan<Output: PieceOutput>(
        _ text: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        _ target: inout Output
    ) {
        let entries = lookup.entries
        var output = target
        var word = Word(letters: letters, limit: lookup.maximumWordLength)
        var position = range.lowerBound
        let end = range.upperBound
        // Positions are within memory, so their sums do not overflow.
        while position < end {
            if word.count == 0 {
                while position &+ 4 <= end, let entry = threeByteEntry(text + position),
                    entry.kind == .single
                {
                    output.append(Int32(entry.operand), from: position, to: position &+ 3)
                    position &+= 3
                }
                if position == end { break }
                let byte = text[position]
                if byte < 0x80 {
                    let entry = entries[Int(byte)]
                    if entry.kind == .space {
                        position &+= 1
                        continue
                    }
                    if entry.kind == .single {
                        output.append(Int32(entry.operand), from: position, to: position &+ 1)
                        position &+= 1
                        continue
                    }
                    if let wordEnd = scanASCIIWord(text, position, range, &output) {
                        position = wordEnd
                        continue
                    }
                }
            }
            let scalar = decodeUTF8(text, at: position, end: range.upperBound)
            let start = position
            position += scalar.length
            let entry = lookup.entry(of: scalar.codePoint)
            // Nearly all characters are one of these, and branches beat a jump table.
            if entry.kind == .single {
                if word.count > 0 { finish(&word, text, &output) }
                output.append(Int32(entry.operand), from: start, to: position)
            } else if entry.kind == .letter {
                word.append(entry.operand, at: start)
                if word.state != PieceTrie.dead {
                    word.follow(edge(from: word.state, entry.operand))
                }
            } else if entry.kind == .space {
                if word.count > 0 { finish(&word, text, &output) }
            } else {
                var copy = word
                read(entry, scalar.codePoint, at: start, text, range, &copy)
                word = copy
            }
        }
        if word.count > 0 { finish(&word, text, &output) }
        target = output
    }

    /// The entry of the character that begins there, four bytes being readable, if it takes three.
    @inline(__always)
    private func threeByteEntry(_ text: UnsafePointer<UInt8>) -> CharacterEntry? {
        let bytes = UInt32(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt32.self))
        guard bytes & 0xC0C0F0 == 0x8080E0 else { return nil }
        let codePoint = (bytes & 0x0F) << 12 | (bytes & 0x3F00) >> 2 | (bytes & 0x3F0000) >> 16
        // Surrogates have no pieces; what is written with too many bytes might have.
        guard codePoint >= 0x800 else { return nil }
        return lookup.entries[Int(codePoint)]
    }

    /// Appends the pieces of the word at `position` if it is all ASCII letters and digits, and
    /// returns where it ends.
    @inline(__always)
    private func scanASCIIWord<Output: PieceOutput>(
        _ text: UnsafePointer<UInt8>,
        _ position: Int,
        _ range: Range<Int>,
        _ output: inout Output
    ) -> Int? {
        let bytes = eightBytes(text, position, range)
        var length = ASCIIWords.prefixLength(of: bytes)
        if length == 8 {
            var more = length
            while more == 8 {
                more = ASCIIWords.prefixLength(of: eightBytes(text, position + length, range))
                length += more
            }
        }
        let end = position + length
        guard length > 0, end == range.upperBound || endsWord(text, end, range) else { return nil }
        if length <= 8 {
            cut(letters: ASCIIWords.lowercased(bytes), length, from: position, &output)
        } else {
            var word = Word(letters: letters, limit: lookup.maximumWordLength)
            for place in position..<end {
                word.append(lookup.entries[Int(text[place])].operand, at: place)
            }
            var copy = output
            cut(word, text, &copy)
            output = copy
        }
        return end
    }

    /// Cuts a word of at most eight ASCII letters, the first in the lowest byte.
    @inline(__always)
    private func cut<Output: PieceOutput>(
        letters: UInt64,
        _ length: Int,
        from start: Int,
        _ output: inout Output
    ) {
        let before = output.position
        var (rest, first) = (letters, 0)
        while first < length {
            var count = length - first
            var id: Int32 = -1
            while count > 0 {
                let unused = UInt64(truncatingIfNeeded: 64 &- 8 &* count)
                let slot = slot(of: (rest &<< unused) &>> unused)
                id = first == 0 ? slot.initial : slot.continuation
                if id >= 0 { break }
                count &-= 1
            }
            if id < 0 {
                output.position = before
                output.append(lookup.unknownID, from: start, to: start &+ length)
                return
            }
            output.append(id, from: start &+ first, to: start &+ first &+ count)
            first &+= count
            rest = rest &>> UInt64(truncatingIfNeeded: 8 &* count)
        }
    }

    /// The slot of the letters, or an empty one.
    @inline(__always)
    private func slot(of letters: UInt64) -> ASCIIWords.Slot {
        var index = ASCIIWords.index(of: letters, shift: lookup.wordShift)
        while lookup.words[index].letters != letters && lookup.words[index].letters != 0 {
            index = (index + 1) & lookup.wordMask
        }
        return lookup.words[index]
    }

    /// Eight bytes of the range, the first in the lowest; zeros follow its end.
    @inline(__always)
    private func eightBytes(
        _ text: UnsafePointer<UInt8>,
        _ position: Int,
        _ range: Range<Int>
    ) -> UInt64 {
        if position &+ 8 <= range.upperBound {
            return UInt64(
                littleEndian: UnsafeRawPointer(text + position).loadUnaligned(as: UInt64.self)
            )
        }
        var bytes: UInt64 = 0
        for place in (position..<range.upperBound).reversed() {
            bytes = bytes << 8 | UInt64(text[place])
        }
        return bytes
    }

    /// Whether the character at `position` ends the word before it.
    @inline(__always)
    private func endsWord(
        _ text: UnsafePointer<UInt8>,
        _ position: Int,
        _ range: Range<Int>
    ) -> Bool {
        let scalar = decodeUTF8(text, at: position, end: range.upperBound)
        let kind = lookup.entry(of: scalar.codePoint).kind
        return kind == .space || kind == .single
    }

    /// The code points of a text that is one word, by rules that normalize.
    func normalized(_ text: UnsafePointer<UInt8>, count: Int) -> [UInt32] {
        var word = Word(letters: letters, limit: count)
        var position = 0
        while position < count {
            let scalar = decodeUTF8(text, at: position, end: count)
            let entry = lookup.entry(of: scalar.codePoint)
            if entry.kind == .single || entry.kind == .letter {
                word.append(entry.operand == 0 ? scalar.codePoint : entry.operand, at: position)
            } else {
                read(entry, scalar.codePoint, at: position, text, 0..<count, &word)
            }
            position += scalar.length
        }
        return (0..<word.count).map { letters[$0].symbol & Word.symbolMask }
    }

    /// Does what few characters ask for.
    @inline(never)
    private func read(
        _ entry: CharacterEntry,
        _ codePoint: UInt32,
        at start: Int,
        _ text: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        _ word: inout Word
    ) {
        word.loseTrack()
        switch entry.kind {
        case .barrier:
            word.raiseBarrier()
        case .sequence:
            for element in tables.sequences.elements(ofSequence: Int(entry.operand)) {
                word.append(element, at: start)
            }
        case .hangul:
            // Two or three letters, by arithmetic (Unicode 3.12).
            let syllable = Int(codePoint) - 0xAC00
            let (lead, vowel, tail) = (syllable / 588, syllable % 588 / 28, syllable % 28)
            word.append(lookup.entries[0x1100 + lead].operand, at: start)
            word.append(lookup.entries[0x1161 + vowel].operand, at: start)
            if tail > 0 { word.append(lookup.entries[0x11A7 + tail].operand, at: start) }
        case .sigma:
            let isFinal = tables.sigma?.isFinal(at: start, in: text, range: range) ?? false
            word.append(lookup.entries[isFinal ? 0x3C2 : 0x3C3].operand, at: start)
        default:
            break
        }
    }

    /// Appends the pieces of the word and begins another.
    @inline(__always)
    private func finish<Output: PieceOutput>(
        _ word: inout Word,
        _ text: UnsafePointer<UInt8>,
        _ output: inout Output
    ) {
        if word.id >= 0, word.count <= word.limit {
            output.append(word.id, from: letters[0].start, to: end(of: word.lastStart, text))
        } else {
            var copy = output
            cut(word, text, &copy)
            output = copy
        }
        word = Word(letters: letters, limit: word.limit)
    }

    /// Cuts the word into the longest pieces from the left, or into one unknown piece.
    @inline(never)
    private func cut<Output: PieceOutput>(
        _ word: Word,
        _ text: UnsafePointer<UInt8>,
        _ output: inout Output
    ) {
        let before = output.position
        // Too long to be known, and not all kept.
        var first = word.count <= word.limit ? 0 : word.count + 1
        while first < word.count {
            var state = first == 0 ? PieceTrie.initial : PieceTrie.continuation
            var longest: (id: Int32, end: Int) = (-1, word.count + 1)
            var index = first
            while index < word.count {
                let edge = edge(from: state, letters[index].symbol & Word.symbolMask)
                if edge.state == PieceTrie.dead { break }
                state = edge.state
                index += 1
                if edge.id >= 0 { longest = (edge.id, index) }
            }
            if longest.id >= 0 {
                let end = end(of: letters[longest.end - 1].start, text)
                output.append(longest.id, from: letters[first].start, to: end)
            }
            first = longest.end
        }
        if first > word.count {
            output.position = before
            let end = end(of: word.lastStart, text)
            output.append(lookup.unknownID, from: letters[0].start, to: end)
        }
    }

    /// The edge for the symbol, or an empty one.
    @inline(__always)
    private func edge(from state: UInt32, _ symbol: UInt32) -> PieceTrie.Edge {
        let key = PieceTrie.key(state, symbol)
        var slot = PieceTrie.slot(of: key, shift: lookup.edgeShift)
        while lookup.edges[slot].key != key && lookup.edges[slot].key != PieceTrie.empty {
            slot = (slot + 1) & lookup.edgeMask
        }
        return lookup.edges[slot]
    }

    /// Where the character that begins at `start` ends; it is known to be valid.
    @inline(__always)
    private func end(of start: Int, _ text: UnsafePointer<UInt8>) -> Int {
        let lead = text[start]
        return start + (lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4)
    }
}
