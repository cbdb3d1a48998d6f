// The segmenter: text in, words out. It runs the stages window by window.

/// Cuts Chinese text into words, byte for byte as jieba 0.42.1 does.
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

    /// Where the dictionary lies and whether unknown words are joined.
    public struct Configuration: Codable, Sendable {
        /// The main dictionary.
        public var dictionary = "dicts/jieba/dict.txt"
        /// Dictionaries to add, in this order.
        public var userDictionaries: [String] = []
        /// Whether characters that the dictionary leaves single are joined by the model.
        public var hmm = true

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
        }
    }

    /// Memory that calls reuse.
    public struct Scratch: Sendable {
        var cells = [Cell](repeating: Cell(), count: 512)
        var words = [Word](repeating: Word(0, 0), count: 1024)
        var overlapping: [Word] = []

        /// Allocates a little; it grows with the longest stretch without punctuation.
        public init() {}
    }

    /// The words and their weights.
    public let dictionary: WordDictionary
    /// The model that joins unknown words; nil for none.
    public let model: HiddenMarkovModel?

    /// Makes a segmenter.
    public init(dictionary: WordDictionary, model: HiddenMarkovModel?) {
        self.dictionary = dictionary
        self.model = model
    }

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
        dictionary.withView { view in
            withViterbi { viterbi in
                let decoder = CharacterDecoder(
                    text: text,
                    codes: view.codes,
                    blocks: .cutting,
                    readsLines: readsLines,
                    cutsBetweenSkips: mode != .full
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
            if mode == .full {
                FullMode(dictionary: emission.dictionary).emit(window, into: &overlapping)
                return overlapping.withUnsafeBufferPointer { body(window, $0) }
            }
            BestRoute(dictionary: emission.dictionary).find(in: window)
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
