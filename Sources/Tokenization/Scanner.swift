// The hot loop: bytes to code points, code points to actions, words to pieces.

/// Reads text by the tables of a tokenizer, with storage for one word.
///
/// The word in the making is a local variable of the loop and given to others as a copy, so that
/// it lives in registers: a fifth of the speed.
struct Scanner {
    let tables: TokenizerTables
    /// Room for as many letters as a word may have.
    let letters: UnsafeMutablePointer<Word.Letter>

    /// Appends the pieces of a range of the text, which is cut off from its surroundings.
    func scan(
        _ text: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        _ pieces: inout OutputSpan<Piece>
    ) {
        let entries = tables.entries
        var word = Word(letters: letters, limit: tables.maximumWordLength)
        var position = range.lowerBound
        while position < range.upperBound {
            let scalar = decodeUTF8(text, at: position, end: range.upperBound)
            let start = position
            position += scalar.length
            let entry =
                scalar.codePoint < UInt32(CharacterTable.basicCount)
                ? entries[Int(scalar.codePoint)] : supplementaryEntry(of: scalar.codePoint)
            // Nearly all characters are one of these, and branches beat a jump table.
            if entry.kind == .single {
                if word.count > 0 { finish(&word, text, &pieces) }
                pieces.append(Piece(id: Int32(entry.operand), range: start..<position))
            } else if entry.kind == .letter {
                word.append(entry.operand, at: start)
                if word.state != PieceTrie.dead {
                    word.follow(edge(from: word.state, entry.operand))
                }
            } else if entry.kind == .space {
                if word.count > 0 { finish(&word, text, &pieces) }
            } else {
                var copy = word
                read(entry, scalar.codePoint, at: start, text, range, &copy)
                word = copy
            }
        }
        if word.count > 0 { finish(&word, text, &pieces) }
    }

    /// The code points of a text that is one word, by rules that normalize.
    func normalized(_ text: UnsafePointer<UInt8>, count: Int) -> [UInt32] {
        var word = Word(letters: letters, limit: count)
        var position = 0
        while position < count {
            let scalar = decodeUTF8(text, at: position, end: count)
            let entry =
                scalar.codePoint < UInt32(CharacterTable.basicCount)
                ? tables.entries[Int(scalar.codePoint)] : supplementaryEntry(of: scalar.codePoint)
            if entry.kind == .single || entry.kind == .letter {
                word.append(entry.operand == 0 ? scalar.codePoint : entry.operand, at: position)
            } else {
                read(entry, scalar.codePoint, at: position, text, 0..<count, &word)
            }
            position += scalar.length
        }
        return (0..<word.count).map { letters[$0].symbol & Word.symbolMask }
    }

    private func supplementaryEntry(of codePoint: UInt32) -> CharacterEntry {
        if codePoint == DecodedScalar.invalid { return CharacterEntry(.removed) }
        let block = tables.blockStarts[Int(codePoint >> 8) - 0x100]
        return tables.entries[Int(block) + Int(codePoint & 0xFF)]
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
            word.append(tables.entries[0x1100 + lead].operand, at: start)
            word.append(tables.entries[0x1161 + vowel].operand, at: start)
            if tail > 0 { word.append(tables.entries[0x11A7 + tail].operand, at: start) }
        case .sigma:
            let isFinal = tables.sigma?.isFinal(at: start, in: text, range: range) ?? false
            word.append(tables.entries[isFinal ? 0x3C2 : 0x3C3].operand, at: start)
        default:
            break
        }
    }

    /// Appends the pieces of the word and begins another.
    @inline(__always)
    private func finish(
        _ word: inout Word,
        _ text: UnsafePointer<UInt8>,
        _ pieces: inout OutputSpan<Piece>
    ) {
        if word.id >= 0, word.count <= word.limit {
            let range = letters[0].start..<end(of: word.lastStart, text)
            pieces.append(Piece(id: word.id, range: range))
        } else {
            cut(word, text, &pieces)
        }
        word = Word(letters: letters, limit: word.limit)
    }

    /// Cuts the word into the longest pieces from the left, or into one unknown piece.
    @inline(never)
    private func cut(
        _ word: Word,
        _ text: UnsafePointer<UInt8>,
        _ pieces: inout OutputSpan<Piece>
    ) {
        let before = pieces.count
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
                let range = letters[first].start..<end(of: letters[longest.end - 1].start, text)
                pieces.append(Piece(id: longest.id, range: range))
            }
            first = longest.end
        }
        if first > word.count {
            pieces.removeLast(pieces.count - before)
            let range = letters[0].start..<end(of: word.lastStart, text)
            pieces.append(Piece(id: tables.unknownID, range: range))
        }
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
