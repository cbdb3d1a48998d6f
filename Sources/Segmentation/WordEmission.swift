// Stage 3: the words on the best route, with runs of single characters joined by the model or glued.

/// Walks the best route of a window, jieba's `__cut_DAG` and `__cut_DAG_NO_HMM`.
struct WordEmission {
    let dictionary: DictionaryView
    /// Nil: no hidden Markov model, letters and digits are glued instead.
    let viterbi: Viterbi?
    /// Words that the model must not join.
    let forcedSplits: Set<[UInt32]>

    func emit(_ window: CharacterWindow, into words: inout WordBuffer) {
        let cells = window.cells
        var index = 0
        var followsSingle = false
        while index < window.count {
            let isSingle = cells[index].isSingle
            // Few words are preceded by a single character and single themselves, so this branch
            // is foreseen where one on the length of words would not be.
            if isSingle, followsSingle {
                var end = index + 1
                while cells[end].isSingle { end += 1 }
                words.removeLast()
                emit(run: (index - 1)..<end, of: cells, into: &words)
                index = end
                followsSingle = false
                continue
            }
            let next = index + Int(cells[index].length)
            words.append(index, next)
            followsSingle = isSingle
            index = next
        }
    }

    /// Two or more characters that the route left single.
    private func emit(
        run: Range<Int>,
        of cells: UnsafeMutablePointer<Cell>,
        into words: inout WordBuffer
    ) {
        guard let viterbi else { return glue(run, of: cells, into: &words) }
        if dictionary.isWord(cells, run) {
            for index in run { words.append(index, index + 1) }
            return
        }
        var start = run.lowerBound
        while start < run.upperBound {
            let isRunHan = isHan(cells[start].point)
            var end = start + 1
            while end < run.upperBound, isHan(cells[end].point) == isRunHan { end += 1 }
            if isRunHan {
                let first = words.count
                viterbi.cut(cells, start..<end, into: &words)
                if !forcedSplits.isEmpty { split(from: first, of: cells, in: &words) }
            } else {
                splitNumbers(start..<end, of: cells, into: &words)
            }
            start = end
        }
    }

    /// Without a model: neighbouring letters and digits make one word.
    private func glue(
        _ run: Range<Int>,
        of cells: UnsafeMutablePointer<Cell>,
        into words: inout WordBuffer
    ) {
        var start = run.lowerBound
        while start < run.upperBound {
            var end = start + 1
            if isASCIIAlphanumeric(cells[start].point) {
                while end < run.upperBound, isASCIIAlphanumeric(cells[end].point) { end += 1 }
            }
            words.append(start, end)
            start = end
        }
    }

    /// Splits by `([a-zA-Z0-9]+(?:\.\d+)?%?)`; what lies between stays whole.
    private func splitNumbers(
        _ run: Range<Int>,
        of cells: UnsafeMutablePointer<Cell>,
        into words: inout WordBuffer
    ) {
        func skip(_ start: Int, while belongs: (UInt32) -> Bool) -> Int {
            var end = start
            while end < run.upperBound, belongs(cells[end].point) { end += 1 }
            return end
        }
        var start = run.lowerBound
        while start < run.upperBound {
            var end = skip(start, while: isASCIIAlphanumeric)
            if end == start {
                end = skip(start) { !isASCIIAlphanumeric($0) }
            } else {
                if end < run.upperBound, cells[end].point == 0x2E {
                    let fraction = skip(end + 1) { $0 &- 0x30 < 10 }
                    if fraction > end + 1 { end = fraction }
                }
                if end < run.upperBound, cells[end].point == 0x25 { end += 1 }
            }
            words.append(start, end)
            start = end
        }
    }

    /// Takes the words from `first` on apart where they are not to be joined.
    private func split(
        from first: Int,
        of cells: UnsafeMutablePointer<Cell>,
        in words: inout WordBuffer
    ) {
        let joined = (first..<words.count).map { words.words[$0].range }
        words.removeLast(words.count - first)
        for range in joined {
            if forcedSplits.contains(range.map { cells[$0].point }) {
                for index in range { words.append(index, index + 1) }
            } else {
                words.append(range.lowerBound, range.upperBound)
            }
        }
    }
}
