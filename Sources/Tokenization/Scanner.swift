// The hot loop: bytes to code points, code points to actions, words to pieces.

/// The tables of a tokenizer as pointers, valid for the length of one call.
///
/// Bounds checks on the tables alone cost a third of the speed, hence the pointers; every index is
/// made by the code that made the tables.
struct Scanner {
    let entries: UnsafePointer<CharacterEntry>
    let blockStarts: UnsafePointer<Int32>
    let edges: UnsafePointer<PieceTrie.Edge>
    let edgeMask: Int
    let edgeShift: UInt64
    let table: CharacterTable
    let sigma: SigmaContext?
    let unknownID: Int32
    let maximumWordLength: Int

    /// Appends the pieces of a range of the text, which is cut off from its surroundings.
    func scan(
        _ text: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        _ word: inout Word,
        _ pieces: inout [Piece]
    ) {
        var position = range.lowerBound
        while position < range.upperBound {
            let scalar = decodeUTF8(text, at: position, end: range.upperBound)
            let start = position
            position += scalar.length
            let entry = entry(of: scalar.codePoint)
            switch entry.kind {
            case .single:
                if !word.isEmpty { finish(&word, text, &pieces) }
                pieces.append(Piece(id: Int32(entry.operand), range: start..<position))
            case .letter:
                word.append(entry.operand, at: start)
            case .space:
                if !word.isEmpty { finish(&word, text, &pieces) }
            case .removed:
                break
            case .barrier:
                word.barrier = word.symbols.count
            case .sequence:
                append(sequence: Int(entry.operand), at: start, text, &word, &pieces)
            case .hangul:
                append(syllable: scalar.codePoint - 0xAC00, at: start, to: &word)
            case .sigma:
                let isFinal = sigma?.isFinal(at: start, in: text, range: range) ?? false
                word.append(self.entry(of: isFinal ? 0x3C2 : 0x3C3).operand, at: start)
            }
        }
        if !word.isEmpty { finish(&word, text, &pieces) }
    }

    @inline(__always)
    private func entry(of codePoint: UInt32) -> CharacterEntry {
        if codePoint < UInt32(CharacterTable.basicCount) { return entries[Int(codePoint)] }
        if codePoint == DecodedScalar.invalid { return CharacterEntry(.removed) }
        return entries[Int(blockStarts[Int(codePoint >> 8) - 0x100]) + Int(codePoint & 0xFF)]
    }

    private func append(
        sequence: Int,
        at start: Int,
        _ text: UnsafePointer<UInt8>,
        _ word: inout Word,
        _ pieces: inout [Piece]
    ) {
        let bounds = table.sequenceBounds[sequence]..<table.sequenceBounds[sequence + 1]
        for index in bounds {
            let element = table.elements[Int(index)]
            if element.combiningClass > 0 {
                word.append(
                    mark: element.entry.operand,
                    combiningClass: element.combiningClass,
                    at: start
                )
            } else if element.entry.kind == .letter {
                word.append(element.entry.operand, at: start)
            } else {
                if !word.isEmpty { finish(&word, text, &pieces) }
                let id = Int32(element.entry.operand)
                pieces.append(Piece(id: id, range: start..<end(of: start, text)))
            }
        }
    }

    /// Appends the two or three letters of a syllable (Unicode 3.12).
    private func append(syllable: UInt32, at start: Int, to word: inout Word) {
        let (lead, vowel, tail) = (syllable / 588, syllable % 588 / 28, syllable % 28)
        word.append(entries[Int(0x1100 + lead)].operand, at: start)
        word.append(entries[Int(0x1161 + vowel)].operand, at: start)
        if tail > 0 { word.append(entries[Int(0x11A7 + tail)].operand, at: start) }
    }

    /// Cuts the word into the longest pieces from the left, or into one unknown piece.
    private func finish(
        _ word: inout Word,
        _ text: UnsafePointer<UInt8>,
        _ pieces: inout [Piece]
    ) {
        let count = word.symbols.count
        let before = pieces.count
        var first = count > maximumWordLength ? -1 : 0
        while 0..<count ~= first {
            var state = first == 0 ? PieceTrie.initial : PieceTrie.continuation
            var longest: (id: Int32, end: Int)?
            var index = first
            while index < count, let edge = edge(from: state, word.symbols[index] & 0xFF_FFFF) {
                state = edge.state
                index += 1
                if edge.id >= 0 { longest = (edge.id, index) }
            }
            if let longest {
                let end = end(of: word.starts[longest.end - 1], text)
                pieces.append(Piece(id: longest.id, range: word.starts[first]..<end))
                first = longest.end
            } else {
                first = -1
            }
        }
        if first < 0 {
            pieces.removeLast(pieces.count - before)
            let end = end(of: word.starts[count - 1], text)
            pieces.append(Piece(id: unknownID, range: word.starts[0]..<end))
        }
        word.removeAll()
    }

    @inline(__always)
    private func edge(from state: UInt32, _ symbol: UInt32) -> PieceTrie.Edge? {
        let key = PieceTrie.key(state, symbol)
        var slot = PieceTrie.slot(of: key, shift: edgeShift)
        while edges[slot].key != key {
            if edges[slot].key == PieceTrie.empty { return nil }
            slot = (slot + 1) & edgeMask
        }
        return edges[slot]
    }

    /// Where the character that begins at `start` ends; it is known to be valid.
    @inline(__always)
    private func end(of start: Int, _ text: UnsafePointer<UInt8>) -> Int {
        let lead = text[start]
        return start + (lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4)
    }
}

extension CharacterRules {
    /// Calls the body with the tables as pointers.
    func withScanner(_ tokenizer: Tokenizer, _ body: (Scanner) -> Void) {
        table.entries.withUnsafeBufferPointer { entries in
            table.blockStarts.withUnsafeBufferPointer { blockStarts in
                trie.edges.withUnsafeBufferPointer { edges in
                    guard let entriesBase = entries.baseAddress,
                        let blocksBase = blockStarts.baseAddress,
                        let edgesBase = edges.baseAddress
                    else { return }
                    body(
                        Scanner(
                            entries: entriesBase,
                            blockStarts: blocksBase,
                            edges: edgesBase,
                            edgeMask: edges.count - 1,
                            edgeShift: trie.shift,
                            table: table,
                            sigma: sigma,
                            unknownID: tokenizer.vocabulary.unknownID,
                            maximumWordLength: tokenizer.profile.maximumWordLength
                        )
                    )
                }
            }
        }
    }
}
