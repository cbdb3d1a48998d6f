// Stage 3 of full mode: all words of the graph, as jieba's `__cut_all` yields them.

/// Yields every word that begins anywhere, and what no word covers.
struct FullMode {
    let dictionary: DictionaryView
    /// Whether white space stands between empty words, as in jieba.
    let yieldsEmpty: Bool

    func emit(_ window: CharacterWindow, into words: inout [Word]) {
        let cells = window.cells
        var start = 0
        while start < window.count {
            let kind = cells[start].kind
            var end = start + 1
            if kind == .atom {
                end = start + Int(cells[start].length)
                emit(atom: start..<end, of: cells, into: &words)
                start = end
                continue
            }
            while end < window.count, cells[end].kind == kind, kind != .lineEnd { end += 1 }
            if kind == .block {
                emit(block: start..<end, of: cells, into: &words)
            } else if kind == .skip {
                emit(skips: start..<end, of: cells, into: &words)
            } else {
                words.append(Word(start, end))
            }
            start = end
        }
    }

    private func emit(
        block: Range<Int>,
        of cells: UnsafeMutablePointer<Cell>,
        into words: inout [Word]
    ) {
        // The Latin word that is being collected. With nested user words in its middle jieba joins
        // what stands before and after them: with `cd` and `cde` it makes cd, cde and abfg of
        // abcdefg. No range of the text is abfg, so here ab and fg stay two.
        var latin: [Word] = []
        /// One past the last character that a word covers.
        var covered = 0
        for index in block {
            if !isASCIIAlphanumeric(cells[index].point) {
                words.append(contentsOf: latin)
                latin.removeAll()
            }
            let first = words.count
            let edges = edges(from: index, to: block.upperBound, of: cells, into: &words)
            if edges.count == 1, index >= covered {
                words.removeLast(words.count - first)
                covered = edges.longest
                let word = Word(index, covered)
                if latin.isEmpty, !isASCIIAlphanumeric(cells[index].point) {
                    words.append(word)
                } else if let last = latin.indices.last, latin[last].end == word.start {
                    latin[last].end = word.end
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
        of cells: UnsafeMutablePointer<Cell>,
        into words: inout [Word]
    ) -> (count: Int, longest: Int) {
        var (count, longest) = (0, index + 1)
        var base = dictionary.rootBase
        var next = index
        while next < end, let node = dictionary.child(of: base, cells[next].code) {
            next += 1
            base = node.base
            guard dictionary.weights[node.value] > -.infinity else { continue }
            count += 1
            longest = next
            if next > index + 1 { words.append(Word(index, next)) }
        }
        return (max(count, 1), longest)
    }

    /// White space is a token; what lies before, between and after is one too, even if empty.
    private func emit(
        skips: Range<Int>,
        of cells: UnsafeMutablePointer<Cell>,
        into words: inout [Word]
    ) {
        var start = skips.lowerBound
        for index in skips where isWhitespace(cells[index].point) {
            if yieldsEmpty || start < index { words.append(Word(start, index)) }
            words.append(Word(index, index + 1))
            start = index + 1
        }
        if yieldsEmpty || start < skips.upperBound { words.append(Word(start, skips.upperBound)) }
    }

    /// An atom and the words in it; none reaches beyond it.
    private func emit(
        atom: Range<Int>,
        of cells: UnsafeMutablePointer<Cell>,
        into words: inout [Word]
    ) {
        for index in atom {
            _ = edges(from: index, to: atom.upperBound, of: cells, into: &words)
            guard index == atom.lowerBound else { continue }
            // The dictionary may hold the atom itself.
            if words.last?.range == atom { words.removeLast() }
            words.append(Word(atom.lowerBound, atom.upperBound))
        }
    }
}
