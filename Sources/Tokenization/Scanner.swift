// The hot loop: bytes to code points, code points to actions, words to pieces.

/// A word in the making and the tables that decide what becomes of each character.
struct Scanner {
    let tables: TokenizerTables
    var word: Word

    /// Appends the pieces of a range of the text, which is cut off from its surroundings.
    mutating func scan(
        _ text: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        _ pieces: inout OutputSpan<Piece>
    ) {
        var position = range.lowerBound
        while position < range.upperBound {
            let scalar = decodeUTF8(text, at: position, end: range.upperBound)
            let start = position
            position += scalar.length
            let entry = entry(of: scalar.codePoint)
            // Nearly all characters are one of these, and two branches beat a jump table.
            if entry.kind == .single {
                if word.count > 0 { finishWord(text, &pieces) }
                pieces.append(Piece(id: Int32(entry.operand), range: start..<position))
            } else if entry.kind == .letter {
                word.append(entry.operand, at: start)
            } else if entry.kind == .space {
                if word.count > 0 { finishWord(text, &pieces) }
            } else {
                read(entry, scalar.codePoint, at: start, text, range)
            }
        }
        if word.count > 0 { finishWord(text, &pieces) }
    }

    /// The code points of a text that is one word, by rules that normalize.
    mutating func normalized(_ text: UnsafePointer<UInt8>, count: Int) -> [UInt32] {
        word.removeAll()
        var position = 0
        while position < count {
            let scalar = decodeUTF8(text, at: position, end: count)
            let entry = entry(of: scalar.codePoint)
            if entry.kind == .single || entry.kind == .letter {
                word.append(entry.operand == 0 ? scalar.codePoint : entry.operand, at: position)
            } else {
                read(entry, scalar.codePoint, at: position, text, 0..<count)
            }
            position += scalar.length
        }
        return (0..<word.count).map { word.letters[$0].symbol & 0xFF_FFFF }
    }

    /// Does what few characters ask for.
    @inline(never)
    private mutating func read(
        _ entry: CharacterEntry,
        _ codePoint: UInt32,
        at start: Int,
        _ text: UnsafePointer<UInt8>,
        _ range: Range<Int>
    ) {
        switch entry.kind {
        case .barrier:
            word.raiseBarrier()
        case .sequence:
            append(sequence: Int(entry.operand), at: start)
        case .hangul:
            append(syllable: codePoint - 0xAC00, at: start)
        case .sigma:
            let isFinal = tables.sigma?.isFinal(at: start, in: text, range: range) ?? false
            word.append(tables.entries[isFinal ? 0x3C2 : 0x3C3].operand, at: start)
        default:
            break
        }
    }

    @inline(__always)
    private func entry(of codePoint: UInt32) -> CharacterEntry {
        if codePoint < UInt32(CharacterTable.basicCount) { return tables.entries[Int(codePoint)] }
        if codePoint == DecodedScalar.invalid { return CharacterEntry(.removed) }
        return tables.entries[
            Int(tables.blockStarts[Int(codePoint >> 8) - 0x100]) + Int(codePoint & 0xFF)
        ]
    }

    /// Appends the letters of a sequence, which holds nothing else.
    private mutating func append(sequence: Int, at start: Int) {
        for element in tables.sequences.elements(ofSequence: sequence) {
            if element.combiningClass > 0 {
                word.append(mark: element.symbol, combiningClass: element.combiningClass, at: start)
            } else {
                word.append(element.symbol, at: start)
            }
        }
    }

    /// Appends the two or three letters of a syllable (Unicode 3.12).
    private mutating func append(syllable: UInt32, at start: Int) {
        let (lead, vowel, tail) = (syllable / 588, syllable % 588 / 28, syllable % 28)
        word.append(tables.entries[Int(0x1100 + lead)].operand, at: start)
        word.append(tables.entries[Int(0x1161 + vowel)].operand, at: start)
        if tail > 0 { word.append(tables.entries[Int(0x11A7 + tail)].operand, at: start) }
    }

    /// Cuts the word into the longest pieces from the left, or into one unknown piece.
    private mutating func finishWord(
        _ text: UnsafePointer<UInt8>,
        _ pieces: inout OutputSpan<Piece>
    ) {
        let before = pieces.count
        let isKnown = word.count <= word.limit && appendPiecesOfWord(text, &pieces)
        if !isKnown {
            pieces.removeLast(pieces.count - before)
            let range = word.letters[0].start..<end(of: word.lastStart, text)
            pieces.append(Piece(id: tables.unknownID, range: range))
        }
        word.removeAll()
    }

    /// Greedy longest match; false where no piece matches.
    @inline(__always)
    private func appendPiecesOfWord(
        _ text: UnsafePointer<UInt8>,
        _ pieces: inout OutputSpan<Piece>
    ) -> Bool {
        var first = 0
        while first < word.count {
            var state = first == 0 ? PieceTrie.initial : PieceTrie.continuation
            var longest: Int32 = -1
            var end = first
            var index = first
            while index < word.count {
                let edge = edge(from: state, word.letters[index].symbol & 0xFF_FFFF)
                if edge.key == PieceTrie.empty { break }
                state = edge.state
                index += 1
                if edge.id >= 0 { (longest, end) = (edge.id, index) }
            }
            if longest < 0 { return false }
            let range = word.letters[first].start..<self.end(of: word.letters[end - 1].start, text)
            pieces.append(Piece(id: longest, range: range))
            first = end
        }
        return true
    }

    /// The edge for the symbol, or an empty one.
    @inline(__always)
    private func edge(from state: UInt32, _ symbol: UInt32) -> PieceTrie.Edge {
        let key = PieceTrie.key(state, symbol)
        var slot = PieceTrie.slot(of: key, shift: tables.edgeShift)
        while tables.edges[slot].key != key && tables.edges[slot].key != PieceTrie.empty {
            slot = (slot + 1) & tables.edgeMask
        }
        return tables.edges[slot]
    }

    /// Where the character that begins at `start` ends; it is known to be valid.
    @inline(__always)
    private func end(of start: Int, _ text: UnsafePointer<UInt8>) -> Int {
        let lead = text[start]
        return start + (lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4)
    }
}
