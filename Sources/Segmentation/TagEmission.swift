// The words on the best route with their tags: jieba's `POSTokenizer.__cut_DAG`.

/// Walks the best route of a window and tags what it finds.
struct TagEmission: ~Copyable {
    struct Tagged {
        private let start: UInt32
        private let end: UInt32
        /// A number in the tag set.
        let tag: UInt16

        @inline(__always)
        init(word: Range<Int>, tag: UInt16) {
            start = UInt32(truncatingIfNeeded: word.lowerBound)
            end = UInt32(truncatingIfNeeded: word.upperBound)
            self.tag = tag
        }

        /// Which characters of the window.
        @inline(__always)
        var word: Range<Int> { Range(uncheckedBounds: (Int(start), Int(end))) }
    }

    private let view: DictionaryView
    private let tags: TagSet.View
    private var viterbi: TaggingViterbi?
    private var words: UnsafeMutableBufferPointer<Tagged>
    private var count = 0

    init(
        view: DictionaryView,
        model: TaggingModel.View?,
        tags: TagSet.View
    ) {
        self.view = view
        self.tags = tags
        viterbi = model.map { TaggingViterbi($0) }
        words = .allocate(capacity: 0)
    }

    deinit {
        words.deallocate()
    }

    /// The words of a window; they last until the next call.
    mutating func emit(_ window: CharacterWindow) -> UnsafeBufferPointer<Tagged> {
        if words.count < window.count {
            words.deallocate()
            words = .allocate(capacity: window.count)
        }
        count = 0
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
        return UnsafeBufferPointer(rebasing: words[..<count])
    }

    /// A run of characters that the route left single.
    private mutating func emit(run: Range<Int>, of codes: UnsafeMutablePointer<UInt16>) {
        if viterbi == nil {
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

    /// Joins a run of Han characters as the model says.
    private mutating func join(_ run: Range<Int>, of codes: UnsafeMutablePointer<UInt16>) {
        guard let states = viterbi?.findStates(of: run, codes, view.points) else { return }
        append(run) { Int(states[$0]) }
    }

    /// Appends the words of a run; `state` says the state of each of its characters.
    @inline(__always)
    private mutating func append(_ run: Range<Int>, _ state: (Int) -> Int) {
        var (begin, next) = (run.lowerBound, run.lowerBound)
        for index in run {
            let state = state(index &- run.lowerBound)
            switch tags.positions[state] {
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
            append(next..<run.upperBound, tags.ofState[state(next - run.lowerBound)])
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

    @inline(__always)
    private mutating func append(_ range: Range<Int>, _ tag: UInt16) {
        words[count] = Tagged(word: range, tag: tag)
        count += 1
    }
}

/// `[\.0-9]`.
private func isNumeral(_ point: UInt32) -> Bool {
    point &- 0x30 < 10 || point == 0x2E
}
