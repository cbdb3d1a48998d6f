// The segmenter: text in, words out. It runs the stages window by window.

/// Cuts Chinese text into words: byte for byte as jieba 0.42.1 does, or by the profile `fixed`.
///
/// The value is immutable; threads share it and each brings its own ``Scratch``.
public struct Segmenter: Sendable {
    /// What is cut out of a text.
    public enum Mode: String, Codable, CaseIterable, Sendable {
        /// The most probable words, each character in exactly one.
        case accurate
        /// All words of the dictionary that occur, overlapping.
        case full
        /// The most probable words, each preceded by the shorter words in it.
        case search
    }

    /// Whose rules are followed.
    public enum Profile: String, Codable, CaseIterable, Sendable {
        /// jieba 0.42.1, with all its quirks.
        case jieba
        /// jieba's dictionary and model with its quirks mended; see <doc:FixedProfile>.
        case fixed
    }

    /// Where the dictionary lies, whose rules are followed and whether unknown words are joined.
    public struct Configuration: Codable, Sendable {
        /// The main dictionary.
        public var dictionary = "dicts/jieba/dict.txt"
        /// Dictionaries to add, in this order.
        public var userDictionaries: [String] = []
        /// Whether characters that the dictionary leaves single are joined by the model.
        public var hmm = true
        /// Whose rules are followed.
        public var profile = Profile.jieba
        /// Files of words that always win, one word a line; only for the profile `fixed`.
        public var forcedWords: [String] = []

        /// The defaults.
        public init() {}

        /// Decodes what is given and keeps the default of what is not.
        public init(from decoder: any Decoder) throws {
            let defaults = Configuration()
            let container = try decoder.container(keyedBy: CodingKeys.self)
            dictionary =
                try container.decodeIfPresent(String.self, forKey: .dictionary)
                ?? defaults.dictionary
            userDictionaries =
                try container.decodeIfPresent([String].self, forKey: .userDictionaries)
                ?? defaults.userDictionaries
            hmm = try container.decodeIfPresent(Bool.self, forKey: .hmm) ?? defaults.hmm
            profile =
                try container.decodeIfPresent(Profile.self, forKey: .profile) ?? defaults.profile
            forcedWords =
                try container.decodeIfPresent([String].self, forKey: .forcedWords)
                ?? defaults.forcedWords
        }
    }

    /// Memory that calls reuse.
    public struct Scratch: Sendable {
        var cells = [Cell](repeating: Cell(), count: 512)
        var words = [Word](repeating: Word(0, 0), count: 1024)
        var overlapping: [Word] = []
        var atoms: [Atom] = []

        /// Allocates a little; it grows with the longest stretch without punctuation.
        public init() {}
    }

    /// The words and their weights.
    public let dictionary: WordDictionary
    /// The model that joins unknown words; nil for none.
    public let model: HiddenMarkovModel?
    /// What goes before the word graph in the profile `fixed`; nil for the profile `jieba`.
    private let rules: FixedRules?

    /// Makes a segmenter of the profile `jieba`.
    public init(dictionary: WordDictionary, model: HiddenMarkovModel?) {
        self.dictionary = dictionary
        self.model = model
        rules = nil
    }

    /// Makes a segmenter of the profile `fixed`.
    ///
    /// - Parameters:
    ///   - dictionary: the words; here they may hold any characters.
    ///   - model: joins unknown words; nil for none.
    ///   - forcedWords: words that always win.
    /// - Throws: ``SegmentationError`` when there are too many forced words.
    public init(
        dictionary: WordDictionary,
        model: HiddenMarkovModel?,
        forcedWords: ForcedWords
    ) throws {
        self.dictionary = dictionary
        self.model = model?.admittingUnseen()
        rules = try FixedRules(forced: forcedWords, dictionary: dictionary)
    }

    /// Whose rules are followed.
    public var profile: Profile { rules == nil ? .jieba : .fixed }

    /// Finds the words of `text`.
    ///
    /// - Parameters:
    ///   - text: UTF-8; a byte that is not becomes a word of its own.
    ///   - mode: what to cut out.
    ///   - scratch: memory that calls reuse.
    ///   - words: receives, after what it holds, the byte ranges in the order jieba yields them.
    ///     In full mode they overlap, and empty ones stand where jieba yields empty strings.
    public func words(
        in text: UnsafeBufferPointer<UInt8>,
        mode: Mode,
        scratch: inout Scratch,
        into words: inout [Range<Int>]
    ) {
        forEachWindow(of: text, mode: mode, readsLines: false, scratch: &scratch) { window, found in
            for word in found { words.append(window.bytes(of: word)) }
        }
    }

    /// Finds the words of `text`.
    public func words(in text: String, mode: Mode) -> [Substring] {
        var text = text
        var scratch = Scratch()
        var ranges: [Range<Int>] = []
        text.withUTF8 { words(in: $0, mode: mode, scratch: &scratch, into: &ranges) }
        let utf8 = text.utf8
        return ranges.map { range in
            let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
            return text[start..<utf8.index(start, offsetBy: range.count)]
        }
    }

    /// Runs the stages over one window after another and hands out the words of each.
    func forEachWindow(
        of text: UnsafeBufferPointer<UInt8>,
        mode: Mode,
        readsLines: Bool,
        scratch: inout Scratch,
        _ body: (CharacterWindow, UnsafeBufferPointer<Word>) -> Void
    ) {
        scratch.atoms.removeAll(keepingCapacity: true)
        rules?.findAtoms(in: text, into: &scratch.atoms)
        let atoms = scratch.atoms
        dictionary.withView { view in
            withViterbi { viterbi in
                atoms.withUnsafeBufferPointer { atoms in
                    let decoder = CharacterDecoder(
                        text: text,
                        codes: view.codes,
                        blocks: .cutting,
                        readsLines: readsLines,
                        cutsBetweenSkips: mode != .full,
                        atoms: atoms,
                        wideAlphabet: rules == nil ? nil : dictionary.trie.alphabet
                    )
                    let emission = WordEmission(
                        dictionary: view,
                        viterbi: viterbi,
                        forcedSplits: dictionary.forcedSplits
                    )
                    Self.run(
                        decoder,
                        emission,
                        mode,
                        &scratch.cells,
                        &scratch.words,
                        &scratch.overlapping,
                        body
                    )
                }
            }
        }
    }

    private static func run(
        _ decoder: CharacterDecoder,
        _ emission: WordEmission,
        _ mode: Mode,
        _ cells: inout [Cell],
        _ words: inout [Word],
        _ overlapping: inout [Word],
        _ body: (CharacterWindow, UnsafeBufferPointer<Word>) -> Void
    ) {
        decoder.forEachWindow(&cells) { window in
            overlapping.removeAll(keepingCapacity: true)
            let isFixed = decoder.wideAlphabet != nil
            if mode == .full {
                if isFixed { window.settleAtoms(codes: decoder.codes) }
                FullMode(dictionary: emission.dictionary, yieldsEmpty: !isFixed)
                    .emit(window, into: &overlapping)
                return overlapping.withUnsafeBufferPointer { body(window, $0) }
            }
            BestRoute(dictionary: emission.dictionary).find(in: window)
            if isFixed { window.settleAtoms(codes: decoder.codes) }
            if words.count < window.count {
                words = [Word](repeating: Word(0, 0), count: window.count)
            }
            words.withUnsafeMutableBufferPointer { words in
                guard let first = words.baseAddress else { return }
                var buffer = WordBuffer(words: first)
                emission.emit(window, into: &buffer)
                let found = UnsafeBufferPointer(start: first, count: buffer.count)
                if mode == .accurate { return body(window, found) }
                let search = SearchMode(dictionary: emission.dictionary)
                for word in found { search.emit(word.range, of: window.cells, into: &overlapping) }
                overlapping.withUnsafeBufferPointer { body(window, $0) }
            }
        }
    }

    private func withViterbi(_ body: (Viterbi?) -> Void) {
        guard let model else { return body(nil) }
        model.emissions.withUnsafeBufferPointer { emissions in
            body(emissions.baseAddress.map { Viterbi(model, emissions: $0) })
        }
    }
}
