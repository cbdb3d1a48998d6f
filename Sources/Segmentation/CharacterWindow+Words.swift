// From the best word of each character to the words of the text: 64 characters at a time.

extension CharacterWindow {
    /// Fills `ends` and `singles` from the best words that begin at each character.
    ///
    /// A word of two takes the next character, which then begins none: what a backslash does to the
    /// character after it, so that the bits of 64 characters settle in one addition, as in simdjson
    /// (Langdale and Lemire 2019, section 3.1.1). Words of three and more, which are few, are taken
    /// one by one.
    func markWords() {
        var (before, skip): (UInt64, Int) = (0, 0)
        for word in 0..<bitWords {
            let inner = inner(of: word, &skip)
            if word > 0 { ends[word &- 1] = ~(before &>> 1 | inner &<< 63) }
            singles[word] = ~inner & ~several[word] & blocks[word]
            before = inner
        }
        singles[bitWords] = 0
        ends[bitWords &- 1] = ~(before &>> 1) & .max &>> UInt64(truncatingIfNeeded: 0 &- count)
    }

    /// The characters of 64 that are in a word behind its first.
    ///
    /// The first `skip` belong to a word that began before; `skip` becomes how many of the next do.
    @inline(__always)
    private func inner(of word: Int, _ skip: inout Int) -> UInt64 {
        if skip >= 64 {
            skip &-= 64
            return .max
        }
        var start = UInt64(truncatingIfNeeded: skip)
        var inner = (1 &<< start) &- 1
        while true {
            let pairs = several[word] & .max &<< start
            let taken = Self.seconds(of: pairs)
            inner |= taken
            let longs = long[word] & pairs & ~taken
            if longs == 0 {
                skip = Int(truncatingIfNeeded: (pairs & ~taken) &>> 63)
                return inner
            }
            let first = UInt64(truncatingIfNeeded: longs.trailingZeroBitCount)
            let before = (1 &<< first) &- 1
            let row = word &<< 6 &+ Int(truncatingIfNeeded: first)
            let end = Int(truncatingIfNeeded: first) &+ Int(lengths[row])
            inner = inner & before | ~before & ~(1 &<< first)
            if end >= 64 {
                skip = end &- 64
                return inner
            }
            start = UInt64(truncatingIfNeeded: end)
            inner &= (1 &<< start) &- 1
        }
    }

    /// The characters that the ones before them take, where each of `pairs` that is not taken itself
    /// takes the next.
    @inline(__always)
    private static func seconds(of pairs: UInt64) -> UInt64 {
        let even: UInt64 = 0x5555_5555_5555_5555
        let followers = pairs &<< 1
        // A sum clears the runs that begin at odd places; in these the even places are taken, in
        // the others the odd ones.
        let others = (pairs & ~even & ~followers) &+ pairs
        return (even ^ others &<< 1) & followers
    }

    /// Clears the runs of set bits in `column` that are words of the dictionary: jieba leaves such
    /// single characters as they are.
    ///
    /// The first two characters of all are looked up without a branch on what is found: most runs
    /// have no more, and few of the others begin like a word.
    func removeWords(of dictionary: DictionaryView, from column: UnsafeMutablePointer<UInt64>) {
        var before: UInt64 = 0
        for word in 0..<bitWords {
            let (bits, next) = (column[word], column[word &+ 1])
            let starts = bits & ~(bits &<< 1 | before) & (bits &>> 1 | next &<< 63) & wordy[word]
            before = bits &>> 63
            var (rest, prefixes, words): (UInt64, UInt64, UInt64) = (starts, 0, 0)
            while rest != 0 {
                let bit = UInt64(truncatingIfNeeded: rest.trailingZeroBitCount)
                rest &= rest &- 1
                let pair = codes + (word &<< 6 &+ Int(truncatingIfNeeded: bit))
                let slot = Int(dictionary.rootBases[Int(pair[0])]) &+ Int(pair[1])
                let isPrefix = dictionary.slotCodes[slot] == pair[1] ? 1 : 0
                // Arithmetic, because a choice of slots would become a branch; slot 0 has no word.
                let weight = dictionary.weights[dictionary.nodes[isPrefix &* slot].value]
                prefixes |= UInt64(truncatingIfNeeded: isPrefix) &<< bit
                words |= (weight > -.infinity ? 1 : 0) &<< bit
            }
            let longer = bits &>> 2 | next &<< 62
            words &= ~longer
            column[word] &= ~(words | words &<< 1)
            column[word &+ 1] &= ~(words &>> 63)
            prefixes &= longer
            while prefixes != 0 {
                let start = word &<< 6 &+ prefixes.trailingZeroBitCount
                prefixes &= prefixes &- 1
                let run = start..<column.end(ofSetBitsFrom: start)
                guard dictionary.isWord(codes, run) else { continue }
                for index in run { column[index &>> 6] &= ~(1 &<< UInt64(index & 63)) }
            }
        }
    }
}
