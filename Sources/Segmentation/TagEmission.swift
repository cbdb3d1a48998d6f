// The words on the best route with their tags: jieba's `POSTokenizer.__cut_DAG`.

/// Walks the best route of a window and tags what it finds.
struct TagEmission {
    struct Tagged {
        let word: Word
        let tag: String
    }

    private let dictionary: WordDictionary
    private let view: DictionaryView
    private let model: TaggingModel?
    private var viterbi: TaggingViterbi?
    private var words: [Tagged] = []

    init(dictionary: WordDictionary, view: DictionaryView, model: TaggingModel?) {
        self.dictionary = dictionary
        self.view = view
        self.model = model
        viterbi = model.map(TaggingViterbi.init)
    }

    mutating func emit(_ window: CharacterWindow) -> [Tagged] {
        words.removeAll(keepingCapacity: true)
        let cells = window.cells
        var index = 0
        while index < window.count {
            let next = index + Int(cells[index].length)
            if cells[index].kind != .block {
                append(index..<next, "x")
                index = next
            } else if next - index > 1 {
                append(index..<next, dictionaryTag(index..<next, of: cells))
                index = next
            } else {
                var end = next
                while cells[end].length == 1, cells[end].kind == .block { end += 1 }
                emit(run: index..<end, of: cells)
                index = end
            }
        }
        return words
    }

    /// A run of characters that the route left single.
    private mutating func emit(run: Range<Int>, of cells: UnsafeMutablePointer<Cell>) {
        if model == nil {
            glue(run, of: cells)
        } else if run.count == 1 || view.isWord(cells, run) {
            for index in run {
                append(index..<(index + 1), dictionaryTag(index..<(index + 1), of: cells))
            }
        } else {
            recognize(run, of: cells)
        }
    }

    /// Joins Han by the model and splits the rest by `([\.0-9]+|[a-zA-Z0-9]+)`.
    private mutating func recognize(_ run: Range<Int>, of cells: UnsafeMutablePointer<Cell>) {
        var start = run.lowerBound
        while start < run.upperBound {
            func skip(while belongs: (UInt32) -> Bool) -> Range<Int> {
                var end = start
                while end < run.upperBound, belongs(cells[end].point) { end += 1 }
                return start..<end
            }
            let point = cells[start].point
            if isHan(point) {
                let han = skip(while: isHan)
                join(han, of: cells)
                start = han.upperBound
            } else {
                let (word, tag) =
                    if isNumeral(point) {
                        (skip(while: isNumeral), "m")
                    } else if isASCIIAlphanumeric(point) {
                        (skip(while: isASCIIAlphanumeric), "eng")
                    } else {
                        (skip { !isHan($0) && !isNumeral($0) && !isASCIIAlphanumeric($0) }, "x")
                    }
                append(word, tag)
                start = word.upperBound
            }
        }
    }

    private mutating func join(_ run: Range<Int>, of cells: UnsafeMutablePointer<Cell>) {
        guard let model,
            let states = viterbi?.states(of: run.lazy.map { cells[$0].point })
        else { return }
        var (begin, next) = (run.lowerBound, run.lowerBound)
        for (index, state) in zip(run, states) {
            let (position, tag) = model.states[Int(state)]
            switch position {
            case UInt8(ascii: "B"): begin = index
            case UInt8(ascii: "E"):
                append(begin..<(index + 1), tag)
                next = index + 1
            case UInt8(ascii: "S"):
                append(index..<(index + 1), tag)
                next = index + 1
            default: break
            }
        }
        if next < run.upperBound {
            let state = states[next - run.lowerBound]
            append(next..<run.upperBound, model.states[Int(state)].tag)
        }
    }

    /// Without a model: neighbouring letters and digits make one word.
    private mutating func glue(_ run: Range<Int>, of cells: UnsafeMutablePointer<Cell>) {
        var start = run.lowerBound
        while start < run.upperBound {
            var end = start
            while end < run.upperBound, isASCIIAlphanumeric(cells[end].point) { end += 1 }
            if end > start {
                append(start..<end, "eng")
            } else {
                end = start + 1
                append(start..<end, dictionaryTag(start..<end, of: cells))
            }
            start = end
        }
    }

    private func dictionaryTag(_ range: Range<Int>, of cells: UnsafeMutablePointer<Cell>) -> String
    {
        guard let value = view.value(of: cells, range) else { return "x" }
        let tag = dictionary.entries[value].tag
        return tag == 0 ? "x" : dictionary.tags[tag]
    }

    private mutating func append(_ range: Range<Int>, _ tag: String) {
        words.append(Tagged(word: Word(range.lowerBound, range.upperBound), tag: tag))
    }

    private func isNumeral(_ point: UInt32) -> Bool {
        point &- 0x30 < 10 || point == 0x2E
    }
}
