// Stage 3 of full mode: all words of the graph, as jieba's `__cut_all` yields them.

/// Yields every word that begins anywhere, and what no word covers.
struct FullMode {
    let dictionary: DictionaryView

    let text: UnsafeBufferPointer<UInt8>
    /// Whether "\n" ends a line; if not, it is white space.
    let readsLines: Bool
    /// Whether white space stands between empty words, as in jieba.
    let yieldsEmpty: Bool

    func emit(_ window: CharacterWindow, into words: inout [Range<Int>]) {
        var start = 0
        for atom in window.atoms {
            emit(start..<atom.lowerBound, of: window, into: &words)
            emit(atom: atom, of: window.codes, into: &words)
            start = atom.upperBound
        }
        emit(start..<window.count, of: window, into: &words)
    }

    /// What lies between atoms.
    private func emit(
        _ rows: Range<Int>,
        of window: CharacterWindow,
        into words: inout [Range<Int>]
    ) {
        var start = rows.lowerBound
        while start < rows.upperBound {
            var end = start + 1
            if window.codes[start] != 0 {
                while end < rows.upperBound, window.codes[end] != 0 { end += 1 }
                emit(block: start..<end, of: window.codes, into: &words)
            } else if isLineEnd(start, of: window) {
                words.append(start..<end)
            } else {
                while end < rows.upperBound, window.codes[end] == 0, !isLineEnd(end, of: window) {
                    end += 1
                }
                emit(skips: start..<end, of: window, into: &words)
            }
            start = end
        }
    }

    private func isLineEnd(_ index: Int, of window: CharacterWindow) -> Bool {
        readsLines
            && text[window.bytes.lowerBound + Int(window.offsets[index])] == UInt8(ascii: "\n")
    }

    private func emit(
        block: Range<Int>,
        of codes: UnsafeMutablePointer<UInt16>,
        into words: inout [Range<Int>]
    ) {
        // The Latin word that is being collected. With nested user words in its middle jieba joins
        // what stands before and after them: with `cd` and `cde` it makes cd, cde and abfg of
        // abcdefg. No range of the text is abfg, so here ab and fg stay two.
        var latin: [Range<Int>] = []
        /// One past the last character that a word covers.
        var covered = 0
        for index in block {
            if !CharacterCodes.isAlphanumeric(codes[index]) {
                words.append(contentsOf: latin)
                latin.removeAll()
            }
            let first = words.count
            let edges = edges(from: index, to: block.upperBound, of: codes, into: &words)
            if edges.count == 1, index >= covered {
                words.removeLast(words.count - first)
                covered = edges.longest
                let word = index..<covered
                if latin.isEmpty, !CharacterCodes.isAlphanumeric(codes[index]) {
                    words.append(word)
                } else if let last = latin.indices.last, latin[last].upperBound == word.lowerBound {
                    latin[last] = latin[last].lowerBound..<word.upperBound
                } else {
                    latin.append(word)
                }
            } else if edges.longest > index + 1 {
                covered = edges.longest
            }
        }
        words.append(contentsOf: latin)
    }

    /// Appends the words of more than one character from `index` on.
    ///
    /// Their end, and how many edges the graph has there: a character from which no word begins has
    /// an edge to the next.
    private func edges(
        from index: Int,
        to end: Int,
        of codes: UnsafeMutablePointer<UInt16>,
        into words: inout [Range<Int>]
    ) -> (count: Int, longest: Int) {
        var (count, longest) = (0, index + 1)
        var base = dictionary.rootBase
        var next = index
        while next < end, let node = dictionary.child(of: base, codes[next]) {
            next += 1
            base = node.base
            guard dictionary.weights[node.value] > -.infinity else { continue }
            count += 1
            longest = next
            if next > index + 1 { words.append(index..<next) }
        }
        return (max(count, 1), longest)
    }

    /// White space is a token; what lies before, between and after is one too, even if empty.
    private func emit(
        skips: Range<Int>,
        of window: CharacterWindow,
        into words: inout [Range<Int>]
    ) {
        var start = skips.lowerBound
        for index in skips where isWhitespace(text[window.bytes(of: index..<(index + 1))]) {
            if yieldsEmpty || start < index { words.append(start..<index) }
            words.append(index..<(index + 1))
            start = index + 1
        }
        if yieldsEmpty || start < skips.upperBound { words.append(start..<skips.upperBound) }
    }

    /// An atom and the words in it; none reaches beyond it.
    private func emit(
        atom: Range<Int>,
        of codes: UnsafeMutablePointer<UInt16>,
        into words: inout [Range<Int>]
    ) {
        for index in atom {
            _ = edges(from: index, to: atom.upperBound, of: codes, into: &words)
            guard index == atom.lowerBound else { continue }
            // The dictionary may hold the atom itself.
            if words.last == atom { words.removeLast() }
            words.append(atom)
        }
    }

    /// Whether a character is white space to Python; "\r\n" counts as one.
    private func isWhitespace(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var points: [UInt32] = []
        return appendCodePoints(of: bytes, to: &points)
            && points.allSatisfy(Segmentation.isWhitespace)
    }
}
