// The words on the best route with their tags: jieba's `POSTokenizer.__cut_DAG`.

/// Marks where words end, and tags them.
///
/// As in ``WordEmission`` sets of characters are bits. The tags of words of one character or two,
/// which are most, are looked up without a branch; only runs of unknown characters go one by one.
struct TagEmission: ~Copyable {
    private let view: DictionaryView
    private let tags: TagSet.View
    private let viterbi: TaggingViterbi?
    /// Nil: no runs are kept.
    private let recent: UnsafeMutablePointer<RecentRuns.Entry>?
    /// The tags of words, each where its word has its last character.
    private var tagsAtEnds = UnsafeMutablePointer<UInt16>.allocate(capacity: 0)
    private var capacity = 0

    init(
        view: DictionaryView,
        model: TaggingModel.View?,
        tags: TagSet.View,
        recent: UnsafeMutablePointer<RecentRuns.Entry>?
    ) {
        self.view = view
        self.recent = recent
        self.tags = tags
        viterbi = model.map { TaggingViterbi($0) }
    }

    deinit {
        tagsAtEnds.deallocate()
    }

    /// Fills the window's ends.
    ///
    /// - Returns: the tags of words, each where its word has its last character; they last until
    ///   the next call.
    mutating func emit(_ window: CharacterWindow) -> UnsafePointer<UInt16> {
        if capacity < window.count {
            tagsAtEnds.deallocate()
            capacity = window.count
            tagsAtEnds = .allocate(capacity: capacity)
        }
        window.markWords()
        if viterbi == nil { markLatin(window) } else { markUnknown(window) }
        tagWords(window)
        tagRuns(window)
        return UnsafePointer(tagsAtEnds)
    }

    // MARK: Runs

    /// Marks, as runs, single letters and digits: without a model even one has the tag of a Latin
    /// word.
    private func markLatin(_ window: CharacterWindow) {
        for word in 0...window.bitWords {
            window.scratch[word] = window.singles[word] & window.alphanumerics[word]
        }
    }

    /// Marks the runs of two and more single characters that are no word of the dictionary.
    private func markUnknown(_ window: CharacterWindow) {
        let (singles, runs) = (window.singles, window.scratch)
        var before: UInt64 = 0
        for word in 0..<window.bitWords {
            let bits = singles[word]
            runs[word] = bits & (bits &<< 1 | before | bits &>> 1 | singles[word &+ 1] &<< 63)
            before = bits &>> 63
        }
        runs[window.bitWords] = 0
        window.removeWords(of: view, from: runs)
    }

    /// Cuts and tags the marked runs: Han by the model, what is between as Latin.
    private func tagRuns(_ window: CharacterWindow) {
        let (runs, han) = (window.scratch, window.han)
        var (hanBefore, latinBefore): (UInt64, UInt64) = (0, 0)
        for word in 0..<window.bitWords {
            let (hanBits, latinBits) = (runs[word] & han[word], runs[word] & ~han[word])
            var starts = hanBits & ~(hanBits &<< 1 | hanBefore)
            while starts != 0 {
                let start = word &<< 6 &+ starts.trailingZeroBitCount
                starts &= starts &- 1
                let end = min(runs.end(ofSetBitsFrom: start), han.end(ofSetBitsFrom: start))
                cut(Range(uncheckedBounds: (start, end)), of: window)
            }
            starts = latinBits & ~(latinBits &<< 1 | latinBefore)
            while starts != 0 {
                let start = word &<< 6 &+ starts.trailingZeroBitCount
                starts &= starts &- 1
                split(start..<runs.end(ofSetBitsFrom: start), of: window)
            }
            (hanBefore, latinBefore) = (hanBits &>> 63, latinBits &>> 63)
        }
    }

    /// Splits what is before the first Han by `([\.0-9]+|[a-zA-Z0-9]+)`, or makes it one Latin word
    /// where there is no model.
    private func split(_ run: Range<Int>, of window: CharacterWindow) {
        if viterbi == nil { return join(run, TagSet.latin, of: window) }
        let codes = window.codes
        var start = run.lowerBound
        while start < run.upperBound, !CharacterCodes.isHan(codes[start]) {
            func skip(while belongs: (UInt16) -> Bool) -> Range<Int> {
                var end = start + 1
                while end < run.upperBound, belongs(codes[end]) { end += 1 }
                return start..<end
            }
            let word: Range<Int>
            if isNumeral(codes[start]) {
                word = skip(while: isNumeral)
                join(word, TagSet.numeral, of: window)
            } else if CharacterCodes.isAlphanumeric(codes[start]) {
                let end = window.alphanumerics.end(ofSetBitsFrom: start)
                word = start..<min(run.upperBound, end)
                join(word, TagSet.latin, of: window)
            } else {
                word = skip {
                    !CharacterCodes.isHan($0) && !isNumeral($0)
                        && !CharacterCodes.isAlphanumeric($0)
                }
                join(word, TagSet.unknown, of: window)
            }
            start = word.upperBound
        }
    }

    /// Makes one word of characters that each were one.
    private func join(_ word: Range<Int>, _ tag: UInt16, of window: CharacterWindow) {
        window.join(word)
        tagsAtEnds[word.upperBound &- 1] = tag
    }

    /// Cuts a run of Han characters as the model says.
    private func cut(_ run: Range<Int>, of window: CharacterWindow) {
        let codes = window.codes
        guard let recent, run.count <= RecentRuns.longest else {
            guard let states = viterbi?.findStates(of: run, codes, view.points) else { return }
            return cut(run, of: window) { Int(states[$0]) }
        }
        let key = RecentRuns.key(of: codes + run.lowerBound, count: run.count)
        let entry = recent + RecentRuns.place(of: key)
        if entry.pointee.codes != key {
            guard let states = viterbi?.findStates(of: run, codes, view.points) else { return }
            let packed = (0..<run.count).reversed().reduce(0) { $0 &<< 8 | UInt64(states[$1]) }
            entry.pointee = RecentRuns.Entry(codes: key, states: packed)
        }
        let packed = entry.pointee.states
        cut(run, of: window) {
            Int(truncatingIfNeeded: packed &>> UInt64(truncatingIfNeeded: $0 &<< 3) & 0xFF)
        }
    }

    /// Cuts a run after the last characters of words; `state` says the state of each character.
    @inline(__always)
    private func cut(_ run: Range<Int>, of window: CharacterWindow, _ state: (Int) -> Int) {
        var next = run.lowerBound
        for index in run {
            // No branches: the positions cannot be foreseen.
            let state = state(index &- run.lowerBound)
            let isLast = tags.endsWord[state]
            tagsAtEnds[index] = tags.ofState[state]
            window.ends[index &>> 6] &= ~((1 &- isLast) &<< UInt64(index & 63))
            next = isLast == 1 ? index &+ 1 : next
        }
        guard next < run.upperBound else { return }
        // The model leaves the last word open.
        let last = run.upperBound &- 1
        window.ends[last &>> 6] |= 1 &<< UInt64(last & 63)
        tagsAtEnds[last] = tags.ofState[state(next &- run.lowerBound)]
    }

    // MARK: Words of the dictionary

    /// Tags the words that are in no run.
    private func tagWords(_ window: CharacterWindow) {
        var openBefore: UInt64 = 0
        for word in 0..<window.bitWords {
            let ends = window.ends[word]
            let open = ~ends
            // Characters behind the first and behind the second of a word.
            let second = open &<< 1 | openBefore &>> 63
            let third = second & (open &<< 2 | openBefore &>> 62)
            openBefore = open
            let words = ends & ~window.scratch[word]
            var short = words & ~third
            while short != 0 {
                let bit = UInt64(truncatingIfNeeded: short.trailingZeroBitCount)
                short &= short &- 1
                let end = word &<< 6 &+ Int(truncatingIfNeeded: bit)
                let isPair = Int(truncatingIfNeeded: second &>> bit & 1)
                tagsAtEnds[end] = tag(of: window.codes, endingAt: end, isPair)
            }
            var long = words & third
            while long != 0 {
                let end = word &<< 6 &+ long.trailingZeroBitCount
                long &= long &- 1
                var start = end &- 2
                while start > 0, !window.isEnd(start &- 1) { start &-= 1 }
                let value = view.value(of: window.codes, start..<end &+ 1)
                tagsAtEnds[end] = value.map { tags.ofEntry[$0] } ?? TagSet.unknown
            }
        }
    }

    /// The tag of a word of one character or, where `isPair` is 1, of two; without branches, because
    /// neither the length nor whether the dictionary has the character can be foreseen.
    @inline(__always)
    private func tag(
        of codes: UnsafeMutablePointer<UInt16>,
        endingAt end: Int,
        _ isPair: Int
    ) -> UInt16 {
        let last = codes[end]
        // Arithmetic, because a choice between a number and one to be loaded becomes a branch.
        let pairBase = Int(view.rootBases[Int(codes[end &- isPair])])
        let base = view.rootBase &+ isPair &* (pairBase &- view.rootBase)
        return tags.ofEntry[view.nodes[view.slot(of: last, at: base)].value]
    }
}

/// `[\.0-9]`.
@inline(__always)
private func isNumeral(_ code: UInt16) -> Bool {
    CharacterCodes.isDigit(code) || code == CharacterCodes.point
}
