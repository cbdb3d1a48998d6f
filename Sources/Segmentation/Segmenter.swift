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
        var window = WindowMemory()
        var overlapping: [Range<Int>] = []

        /// Allocates a little; it grows with the longest stretch without punctuation.
        public init() {}
    }

    /// The words and their weights.
    public let dictionary: WordDictionary
    /// The model that joins unknown words; nil for none.
    public let model: HiddenMarkovModel?
    /// What goes before the word graph in the profile `fixed`; nil for the profile `jieba`.
    private let rules: FixedRules?
    private let blocks: BlockCodes
    let emissions: [SIMD4<Double>]

    /// Makes a segmenter of the profile `jieba`.
    public init(dictionary: WordDictionary, model: HiddenMarkovModel?) {
        self.dictionary = dictionary
        self.model = model
        rules = nil
        blocks = .cutting(dictionary.trie.alphabet)
        emissions = model?.emissions(by: dictionary.trie.alphabet) ?? []
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
        blocks = .wide(dictionary.trie.alphabet)
        emissions = self.model?.emissions(by: dictionary.trie.alphabet) ?? []
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
        forEachWindow(of: text, mode: mode, readsLines: false, scratch: &scratch) {
            window,
            overlapping in
            if mode == .accurate {
                window.forEachWord { words.append(window.bytes(of: $0)) }
            } else {
                for word in overlapping { words.append(window.bytes(of: word)) }
            }
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

    /// Runs the stages over one window after another.
    ///
    /// The accurate mode's words are marked in the window; those of the other modes are handed out
    /// beside it.
    @inline(__always)
    func forEachWindow(
        of text: UnsafeBufferPointer<UInt8>,
        mode: Mode,
        readsLines: Bool,
        scratch: inout Scratch,
        _ body: (CharacterWindow, [Range<Int>]) -> Void
    ) {
        withStages { codes, route, emission in
            let decoder = CharacterDecoder(
                text: text,
                codes: codes,
                readsLines: readsLines,
                cutsBetweenSkips: mode != .full,
                wide: wide(text)
            )
            let full = FullMode(
                dictionary: route.dictionary,
                text: text,
                readsLines: readsLines,
                yieldsEmpty: rules == nil
            )
            let search = SearchMode(dictionary: route.dictionary)
            var overlapping = scratch.overlapping
            scratch.overlapping = []
            decoder.forEachWindow(&scratch.window) { window in
                overlapping.removeAll(keepingCapacity: true)
                if mode != .full { route.find(in: window) }
                if window.atomCount > 0 {
                    window.settleAtoms(of: text, dictionary.trie.alphabet)
                }
                if mode != .full { emission.emit(window) }
                if mode == .full { full.emit(window, into: &overlapping) }
                if mode == .search { search.emit(window, into: &overlapping) }
                body(window, overlapping)
            }
            scratch.overlapping = overlapping
        }
    }

    /// The tokens that the profile `fixed` finds before the word graph.
    private func wide(_ text: UnsafeBufferPointer<UInt8>) -> CharacterDecoder.Wide? {
        guard let rules else { return nil }
        var atoms: [Atom] = []
        rules.findAtoms(in: text, into: &atoms)
        return CharacterDecoder.Wide(atoms: atoms, alphabet: dictionary.trie.alphabet)
    }

    private func withStages(_ body: (UnsafePointer<UInt16>, BestRoute, WordEmission) -> Void) {
        dictionary.withView { view in
            blocks.table.withUnsafeBufferPointer { codes in
                emissions.withUnsafeBufferPointer { emissions in
                    guard let codes = codes.baseAddress else { return }
                    let viterbi = model.flatMap { model in
                        emissions.baseAddress.map { Viterbi(model, emissions: $0) }
                    }
                    let emission = WordEmission(
                        dictionary: view,
                        viterbi: viterbi,
                        forcedSplits: dictionary.forcedSplits
                    )
                    body(codes, BestRoute(dictionary: view), emission)
                }
            }
        }
    }
}
