// The words on the best route with their tags: jieba's `POSTokenizer.__cut_DAG`.

/// Walks the best route of a window and tags what it finds.
struct TagEmission {
    struct Tagged {
        let word: Range<Int>
        /// A number in the tag set.
        let tag: UInt16
    }

    private let view: DictionaryView
    private let model: TaggingModel?
    private let tags: TagSet
    private var viterbi: TaggingViterbi?
    private var words: [Tagged] = []
    private var states: [UInt8] = []

    init(view: DictionaryView, model: TaggingModel?, tags: TagSet) {
        self.view = view
        self.model = model
        self.tags = tags
        viterbi = model.map(TaggingViterbi.init)
    }

    mutating func emit(_ window: CharacterWindow) -> [Tagged] {
        words.removeAll(keepingCapacity: true)
        let (codes, lengths) = (window.codes, window.lengths)
        var index = 0
        while index < window.count {
            let next = index + Int(lengths[index])
            if codes[index] == 0 {
                append(index..<next, TagSet.unknown)
                index = next
            } else if next - index > 1 {
                append(index..<next, dictionaryTag(index..<next, of: codes))
                index = next
            } else {
                var end = next
                while lengths[end] == 1, codes[end] != 0 { end += 1 }
                emit(run: index..<end, of: codes)
                index = end
            }
        }
        return words
    }

    /// A run of characters that the route left single.
    private mutating func emit(run: Range<Int>, of codes: UnsafeMutablePointer<UInt16>) {
        if model == nil {
            glue(run, of: codes)
        } else if run.count == 1 || view.isWord(codes, run) {
            for index in run {
                append(index..<(index + 1), dictionaryTag(index..<(index + 1), of: codes))
            }
        } else {
            recognize(run, of: codes)
        }
    }

    /// Joins Han by the model and splits the rest by `([\.0-9]+|[a-zA-Z0-9]+)`.
    private mutating func recognize(_ run: Range<Int>, of codes: UnsafeMutablePointer<UInt16>) {
        var start = run.lowerBound
        while start < run.upperBound {
            func skip(while belongs: (UInt32) -> Bool) -> Range<Int> {
                var end = start
                while end < run.upperBound, belongs(view.points[Int(codes[end])]) { end += 1 }
                return start..<end
            }
            let point = view.points[Int(codes[start])]
            if isHan(point) {
                let han = skip(while: isHan)
                join(han, of: codes)
                start = han.upperBound
            } else {
                let (word, tag) =
                    if isNumeral(point) {
                        (skip(while: isNumeral), TagSet.numeral)
                    } else if isASCIIAlphanumeric(point) {
                        (skip(while: isASCIIAlphanumeric), TagSet.latin)
                    } else {
                        (
                            skip { !isHan($0) && !isNumeral($0) && !isASCIIAlphanumeric($0) },
                            TagSet.unknown
                        )
                    }
                append(word, tag)
                start = word.upperBound
            }
        }
    }

    private mutating func join(_ run: Range<Int>, of codes: UnsafeMutablePointer<UInt16>) {
        guard let model else { return }
        let points = view.points
        viterbi?.findStates(of: run.lazy.map { points[Int(codes[$0])] }, into: &states)
        var (begin, next) = (run.lowerBound, run.lowerBound)
        for index in run {
            let state = Int(states[index - run.lowerBound])
            switch model.states[state].position {
            case UInt8(ascii: "B"): begin = index
            case UInt8(ascii: "E"):
                append(begin..<(index + 1), tags.ofState[state])
                next = index + 1
            case UInt8(ascii: "S"):
                append(index..<(index + 1), tags.ofState[state])
                next = index + 1
            default: break
            }
        }
        if next < run.upperBound {
            append(next..<run.upperBound, tags.ofState[Int(states[next - run.lowerBound])])
        }
    }

    /// Without a model: neighbouring letters and digits make one word.
    private mutating func glue(_ run: Range<Int>, of codes: UnsafeMutablePointer<UInt16>) {
        var start = run.lowerBound
        while start < run.upperBound {
            var end = start
            while end < run.upperBound, isASCIIAlphanumeric(view.points[Int(codes[end])]) {
                end += 1
            }
            if end > start {
                append(start..<end, TagSet.latin)
            } else {
                end = start + 1
                append(start..<end, dictionaryTag(start..<end, of: codes))
            }
            start = end
        }
    }

    private func dictionaryTag(_ range: Range<Int>, of codes: UnsafeMutablePointer<UInt16>)
        -> UInt16
    {
        view.value(of: codes, range).map { tags.ofEntry[$0] } ?? TagSet.unknown
    }

    private mutating func append(_ range: Range<Int>, _ tag: UInt16) {
        words.append(Tagged(word: range, tag: tag))
    }

    private func isNumeral(_ point: UInt32) -> Bool {
        point &- 0x30 < 10 || point == 0x2E
    }
}

/// The tags of a dictionary and a model, with numbers.
struct TagSet: Sendable {
    static let (unknown, numeral, latin) = (UInt16(0), UInt16(1), UInt16(2))

    private(set) var names = ["x", "m", "eng"]
    /// The tag of each of the dictionary's entries.
    private(set) var ofEntry: [UInt16] = []
    /// The tag of each of the model's states.
    private(set) var ofState: [UInt16] = []

    init(_ dictionary: WordDictionary, _ model: TaggingModel?) {
        var numbers = ["": Self.unknown, "x": Self.unknown, "m": Self.numeral, "eng": Self.latin]
        var names = names
        func number(_ name: String) -> UInt16 {
            if let number = numbers[name] { return number }
            names.append(name)
            numbers[name] = UInt16(names.count - 1)
            return UInt16(names.count - 1)
        }
        ofEntry = dictionary.entries.map { number(dictionary.tags[$0.tag]) }
        ofState = model?.states.map { number($0.tag) } ?? []
        self.names = names
    }
}
