// From a profile and a vocabulary to the table that drives the tokenizer.

/// Everything the tokenizer looks up: what to do at a code point, and the pieces of words.
struct CharacterRules {
    private(set) var table = CharacterTable()
    private(set) var sequences = CharacterSequences()
    private(set) var trie = PieceTrie()
    private(set) var words = ASCIIWords()
    /// Decides between σ and ς; nil where lower case knows no context.
    private(set) var sigma: SigmaContext?

    /// The canonical combining classes of the marks that survive; they may be reordered.
    private var combiningClasses: [UInt32: UInt8] = [:]
    /// The symbols of the letters that occur in pieces, from 1.
    private var symbols: [UInt32: UInt32] = [:]

    /// Rules whose operands are the ids of the vocabulary and the symbols of its letters.
    init(profile: Tokenizer.Profile, vocabulary: Vocabulary) {
        let unknown = UInt32(vocabulary.unknownID)
        classify(profile, isolated: CharacterEntry(.single, unknown))
        addPieces(of: vocabulary)
        addMappings(profile) { rules, output, isIsolated in
            guard isIsolated else { return rules.table[output] }
            // A compatibility Han character: its equivalent need not be isolated itself.
            let piece = UnicodeScalar(output).map { String(Character($0)) }
            let id = piece.flatMap(vocabulary.id(of:)).map(UInt32.init)
            return CharacterEntry(.single, id ?? unknown)
        }
    }

    /// Rules whose operands are the code points that the profile turns a character into, or 0 for
    /// a character that stays what it is.
    init(normalizing profile: Tokenizer.Profile) {
        classify(profile, isolated: CharacterEntry(.single))
        // The letters that syllables and sigmas turn into are looked up by name.
        for codePoint in [UInt32(0x3C2)...0x3C3, 0x1100...0x11FF].joined() {
            table[codePoint] = CharacterEntry(.letter, codePoint)
        }
        for codePoint in combiningClasses.keys { symbols[codePoint] = codePoint }
        addMappings(profile) { rules, output, isIsolated in
            CharacterEntry(isIsolated ? .single : rules.table[output].kind, output)
        }
    }

    /// Gives each code point its kind.
    private mutating func classify(_ profile: Tokenizer.Profile, isolated: CharacterEntry) {
        for range in profile.isolatedRanges { table.fill(range, with: isolated) }
        fill(CharacterTable.spaces, with: CharacterEntry(.space))
        fill(CharacterTable.removed, with: CharacterEntry(.removed))
        fill(CharacterTable.punctuation, with: isolated)
        fill(CharacterTable.droppedMarks, with: CharacterEntry(.removed))
        fill(CharacterTable.droppedStarters, with: CharacterEntry(.barrier))
        addCombiningClasses(CharacterTable.keptMarks)
        switch profile {
        case .google: break
        case .hfSlow: fill(CharacterTable.removedBySlow, with: CharacterEntry(.removed))
        case .hfFast:
            CodePointRun.forEach(in: CharacterTable.crateLetters) { run in
                table.fill(run.range, with: CharacterEntry(.letter))
                for codePoint in run.range { combiningClasses[codePoint] = nil }
            }
            fill(CharacterTable.crateRemoved, with: CharacterEntry(.removed))
            fill(CharacterTable.cratePunctuation, with: isolated)
            fill(CharacterTable.crateDroppedMarks, with: CharacterEntry(.removed))
            addCombiningClasses(CharacterTable.crateKeptMarks)
        }
        table.fill(0xAC00...0xD7A3, with: CharacterEntry(.hangul))
    }

    /// Gives mapped characters the entries of what they are mapped to, which must be in place.
    private mutating func addMappings(
        _ profile: Tokenizer.Profile,
        entry: (_ rules: Self, _ output: UInt32, _ isIsolated: Bool) -> CharacterEntry
    ) {
        for codePoint in combiningClasses.keys.sorted() where table[codePoint].kind == .letter {
            table[codePoint] = sequences.add([mark(codePoint)])
        }
        for (codePoint, outputs) in profile.mappings {
            // The hot loop writes without asking for room.
            precondition(
                outputs.count <= UnicodeScalar(codePoint).map(UTF8.width) ?? 0,
                "a character becomes more letters than it has bytes"
            )
            let isIsolated = table[codePoint].kind == .single
            if outputs.count == 1, combiningClasses[outputs[0]] == nil {
                table[codePoint] = entry(self, outputs[0], isIsolated)
            } else {
                let elements = outputs.map { output in
                    combiningClasses[output] == nil
                        ? CharacterSequences.Element(
                            symbol: entry(self, output, false).operand,
                            combiningClass: 0
                        )
                        : mark(output)
                }
                table[codePoint] = sequences.add(elements)
            }
        }
        if profile == .google {
            sigma = SigmaContext()
            table[0x3A3] = CharacterEntry(.sigma)
        }
    }

    private func mark(_ codePoint: UInt32) -> CharacterSequences.Element {
        CharacterSequences.Element(
            symbol: symbols[codePoint] ?? 0,
            combiningClass: combiningClasses[codePoint] ?? 0
        )
    }

    private mutating func fill(_ ranges: String, with entry: CharacterEntry) {
        CodePointRun.forEach(in: ranges) { table.fill($0.range, with: entry) }
    }

    private mutating func addCombiningClasses(_ marks: String) {
        CodePointRun.forEach(in: marks) { run in
            for codePoint in run.range {
                combiningClasses[codePoint] = UInt8(run.values[0])
                table[codePoint] = CharacterEntry(.letter)
            }
        }
    }

    /// Gives single characters their ids and words their paths in the trie.
    private mutating func addPieces(of vocabulary: Vocabulary) {
        let index = vocabulary.index
        index.bytes.withUnsafeBufferPointer { all in
            guard let bytes = all.baseAddress else { return }
            var word: [UInt32] = []
            for id in 0..<Int32(index.count) {
                let range = index.range(of: id)
                let isContinuation =
                    range.count > 2 && bytes[range.lowerBound] == UInt8(ascii: "#")
                    && bytes[range.lowerBound + 1] == UInt8(ascii: "#")
                var position = range.lowerBound + (isContinuation ? 2 : 0)
                words.insert(
                    UnsafeBufferPointer(rebasing: all[position..<range.upperBound]),
                    id: id,
                    isContinuation: isContinuation
                )
                word.removeAll(keepingCapacity: true)
                letters: while position < range.upperBound {
                    let scalar = decodeUTF8(bytes, at: position, end: range.upperBound)
                    if !isContinuation && scalar.length == range.count
                        && table[scalar.codePoint].kind == .single
                    {
                        table[scalar.codePoint] = CharacterEntry(.single, UInt32(id))
                    }
                    // A piece with any other character is never part of a word.
                    guard table[scalar.codePoint].kind == .letter else { break letters }
                    word.append(symbol(of: scalar.codePoint))
                    position += scalar.length
                }
                guard position == range.upperBound, !word.isEmpty else { continue }
                let start = isContinuation ? PieceTrie.continuation : PieceTrie.initial
                trie.insert(word, from: start, id: id)
            }
        }
    }

    /// The symbol of a letter, which is made up when it is first seen.
    private mutating func symbol(of letter: UInt32) -> UInt32 {
        let known = table[letter].operand
        if known != 0 { return known }
        let symbol = UInt32(symbols.count + 1)
        symbols[letter] = symbol
        table[letter] = CharacterEntry(.letter, symbol)
        return symbol
    }
}

extension Tokenizer.Profile {
    /// The characters that are words of their own whatever stands next to them.
    var isolatedRanges: [ClosedRange<UInt32>] {
        // Extension E begins at 2B820. Hugging Face's Rust source has 2B920.
        let extensionE: UInt32 = self == .hfFast ? 0x2B920 : 0x2B820
        return [
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF,
            0x2A700...0x2B73F, 0x2B740...0x2B81F, extensionE...0x2CEAF, 0x2F800...0x2FA1F,
        ]
    }

    /// What characters turn into: lower case, canonical decomposition, without accents.
    fileprivate var mappings: [(codePoint: UInt32, outputs: [UInt32])] {
        var found: [(codePoint: UInt32, outputs: [UInt32])] = []
        func add(_ table: String) {
            CodePointRun.forEach(in: table) { run in
                for codePoint in run.range {
                    let outputs =
                        run.values.count == 1
                        ? [run.values[0] + codePoint - run.range.lowerBound] : run.values
                    found.append((codePoint, outputs))
                }
            }
        }
        add(CharacterTable.mappings)
        guard self == .hfFast else { return found }
        CodePointRun.forEach(in: CharacterTable.crateLetters) { run in
            found.removeAll { run.range.contains($0.codePoint) }
        }
        add(CharacterTable.crateMappings)
        return found
    }
}
