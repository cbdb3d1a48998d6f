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
    /// 1 where a run may have one character, 0 where it has two at least.
    private let oneIsEnough: UInt64
    /// Nil: no runs are kept.
    private let recent: UnsafeMutablePointer<RecentRuns.Entry>?
    private var words: UnsafeMutableBufferPointer<Tagged>
    private var count = 0

    init(
        view: DictionaryView,
        model: TaggingModel.View?,
        tags: TagSet.View,
        recent: UnsafeMutablePointer<RecentRuns.Entry>?
    ) {
        self.view = view
        self.recent = recent
        self.tags = tags
        oneIsEnough = model == nil ? 1 : 0
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
        let codes = window.codes
        markSingles(window)
        var index = 0
        while index < window.count {
            let length = window.length(of: index)
            if length > 2 {
                append(
                    index..<(index &+ length),
                    dictionaryTag(index..<(index &+ length), of: codes)
                )
            } else if beginsRun(index, in: window) {
                let end = window.scratch.end(ofSetBitsFrom: index)
                emit(run: index..<end, of: window)
                index = end
                continue
            } else {
                append(index..<(index &+ length), shortWordTag(at: index, length, of: codes))
            }
            index &+= length
        }
        return UnsafeBufferPointer(rebasing: words[..<count])
    }

    /// Marks the characters of blocks from which the best word is the character itself: behind one
    /// on the route, the others on it up to the next that is not marked.
    private func markSingles(_ window: CharacterWindow) {
        for word in 0..<window.bitWords {
            window.scratch[word] = window.blocks[word] & ~window.several[word]
        }
        window.scratch[window.bitWords] = 0
    }

    /// Whether the route leaves a character of a block single and, where there is a model, the
    /// next one too: without a model even one letter or digit has the tag of a Latin word.
    @inline(__always)
    private func beginsRun(_ index: Int, in window: CharacterWindow) -> Bool {
        let (singles, next) = (window.scratch, index &+ 1)
        // Arithmetic, because neither condition can be foreseen.
        let first = singles[index &>> 6] &>> UInt64(truncatingIfNeeded: index & 63)
        let second = singles[next &>> 6] &>> UInt64(truncatingIfNeeded: next & 63)
        return first & (second | oneIsEnough) & 1 == 1
    }

    /// A run of characters that the route left single; two or more where there is a model.
    private mutating func emit(run: Range<Int>, of window: CharacterWindow) {
        let codes = window.codes
        if viterbi == nil { return glue(run, of: codes) }
        if view.isWord(codes, run) {
            for index in run { append(index..<(index + 1), shortWordTag(at: index, 1, of: codes)) }
        } else {
            recognize(run, of: window)
        }
    }

    /// Joins Han by the model and splits the rest by `([\.0-9]+|[a-zA-Z0-9]+)`.
    private mutating func recognize(_ run: Range<Int>, of window: CharacterWindow) {
        let codes = window.codes
        var start = run.lowerBound
        while start < run.upperBound {
            @inline(__always)
            func skip(while belongs: (UInt16) -> Bool) -> Range<Int> {
                var end = start &+ 1
                while end < run.upperBound, belongs(codes[end]) { end &+= 1 }
                return Range(uncheckedBounds: (start, end))
            }
            let word: Range<Int>
            if CharacterCodes.isHan(codes[start]) {
                word = start..<min(run.upperBound, window.han.end(ofSetBitsFrom: start))
                join(word, of: codes)
            } else if isNumeral(codes[start]) {
                word = skip(while: isNumeral)
                append(word, TagSet.numeral)
            } else if CharacterCodes.isAlphanumeric(codes[start]) {
                let end = window.alphanumerics.end(ofSetBitsFrom: start)
                word = start..<min(run.upperBound, end)
                append(word, TagSet.latin)
            } else {
                word = skip {
                    !CharacterCodes.isHan($0) && !isNumeral($0)
                        && !CharacterCodes.isAlphanumeric($0)
                }
                append(word, TagSet.unknown)
            }
            start = word.upperBound
        }
    }

    /// Joins a run of Han characters as the model says.
    private mutating func join(_ run: Range<Int>, of codes: UnsafeMutablePointer<UInt16>) {
        guard let recent, run.count <= RecentRuns.longest else {
            guard let states = viterbi?.findStates(of: run, codes, view.points) else { return }
            return append(run) { Int(states[$0]) }
        }
        var (low, high): (UInt64, UInt64) = (0, 0)
        for index in run {
            high = high &<< 16 | low &>> 48
            low = low &<< 16 | UInt64(codes[index])
        }
        let key = SIMD2(low, high)
        let entry = recent + RecentRuns.place(of: key)
        if entry.pointee.codes != key {
            guard let states = viterbi?.findStates(of: run, codes, view.points) else { return }
            let packed = (0..<run.count).reversed().reduce(0) { $0 &<< 8 | UInt64(states[$1]) }
            entry.pointee = RecentRuns.Entry(codes: key, states: packed)
        }
        let packed = entry.pointee.states
        append(run) {
            Int(truncatingIfNeeded: packed &>> UInt64(truncatingIfNeeded: $0 &<< 3) & 0xFF)
        }
    }

    /// Appends the words of a run; `state` says the state of each of its characters.
    @inline(__always)
    private mutating func append(_ run: Range<Int>, _ state: (Int) -> Int) {
        var (begin, next) = (run.lowerBound, run.lowerBound)
        var count = count
        for index in run {
            // No branches: the positions cannot be foreseen.
            let state = state(index &- run.lowerBound)
            let position = tags.positions[state]
            begin = position == UInt8(ascii: "B") ? index : begin
            let start = position == UInt8(ascii: "S") ? index : begin
            let word = Range(uncheckedBounds: (start, index &+ 1))
            words[count] = Tagged(word: word, tag: tags.ofState[state])
            let isEnd = position == UInt8(ascii: "E") || position == UInt8(ascii: "S")
            count &+= isEnd ? 1 : 0
            next = isEnd ? index &+ 1 : next
        }
        self.count = count
        if next < run.upperBound {
            append(next..<run.upperBound, tags.ofState[state(next - run.lowerBound)])
        }
    }

    /// Without a model: neighbouring letters and digits make one word.
    private mutating func glue(_ run: Range<Int>, of codes: UnsafeMutablePointer<UInt16>) {
        var start = run.lowerBound
        while start < run.upperBound {
            var end = start
            while end < run.upperBound, CharacterCodes.isAlphanumeric(codes[end]) {
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

    /// The tag of a word of one character or two; without branches, because neither the length nor
    /// whether the dictionary has the character can be foreseen.
    @inline(__always)
    private func shortWordTag(
        at index: Int,
        _ length: Int,
        of codes: UnsafeMutablePointer<UInt16>
    ) -> UInt16 {
        let first = codes[index]
        let last = codes[index &+ length &- 1]
        // Arithmetic, because a choice between a number and one to be loaded becomes a branch.
        let pairBase = Int(view.rootBases[Int(first)])
        let base = view.rootBase &+ (length &- 1) &* (pairBase &- view.rootBase)
        let slot = base &+ Int(last)
        // Slot 0 belongs to no base: its node is a leaf without a word.
        return tags.ofEntry[view.nodes[view.slotCodes[slot] == last ? slot : 0].value]
    }

    @inline(__always)
    private mutating func append(_ range: Range<Int>, _ tag: UInt16) {
        words[count] = Tagged(word: range, tag: tag)
        count += 1
    }
}

/// `[\.0-9]`.
@inline(__always)
private func isNumeral(_ code: UInt16) -> Bool {
    CharacterCodes.isDigit(code) || code == CharacterCodes.point
}
