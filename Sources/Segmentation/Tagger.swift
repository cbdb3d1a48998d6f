// Words with their parts of speech: jieba's `posseg`, which cuts a little differently from `cut`.

/// Cuts Chinese text into words and tags them, byte for byte as `jieba.posseg` 0.42.1 does.
///
/// `%` and `-` stand by themselves, numbers and Latin words are cut apart, and unknown words are
/// joined by a model of 256 states.
public struct Tagger: Sendable {
    /// A word and its part of speech.
    public struct TaggedWord: Hashable, Sendable {
        /// The bytes of the text.
        public let bytes: Range<Int>
        /// The part of speech in jieba's notation; `x` where nothing is known.
        public let tag: String
    }

    /// Memory that calls reuse.
    public struct Scratch: Sendable {
        var window = WindowMemory()

        /// Allocates a little; it grows with the longest stretch without punctuation.
        public init() {}
    }

    /// The words, their weights and their tags.
    public let dictionary: WordDictionary
    /// The model that joins and tags unknown words; nil for none.
    public let model: TaggingModel?
    private let tags: TagSet
    private let blocks: BlockCodes

    /// Makes a tagger.
    public init(dictionary: WordDictionary, model: TaggingModel?) {
        self.dictionary = dictionary
        self.model = model
        tags = TagSet(dictionary, model)
        blocks = .tagging(dictionary.trie.alphabet)
    }

    /// Finds the words of `text` and tags them.
    ///
    /// - Parameters:
    ///   - text: UTF-8; a byte that is not becomes a word of its own.
    ///   - scratch: memory that calls reuse.
    ///   - words: receives the words, after what it holds.
    public func words(
        in text: UnsafeBufferPointer<UInt8>,
        scratch: inout Scratch,
        into words: inout [TaggedWord]
    ) {
        forEachWindow(of: text, readsLines: false, scratch: &scratch) { window, tagged in
            for word in tagged {
                words.append(
                    TaggedWord(bytes: window.bytes(of: word.word), tag: tags.names[Int(word.tag)])
                )
            }
        }
    }

    /// Finds the words of `text` and tags them.
    public func words(in text: String) -> [(word: Substring, tag: String)] {
        var text = text
        var scratch = Scratch()
        var words: [TaggedWord] = []
        text.withUTF8 { self.words(in: $0, scratch: &scratch, into: &words) }
        let utf8 = text.utf8
        return words.map { word in
            let start = utf8.index(utf8.startIndex, offsetBy: word.bytes.lowerBound)
            return (text[start..<utf8.index(start, offsetBy: word.bytes.count)], word.tag)
        }
    }

    /// Cuts each line of `text` and appends its words as `word/tag` with `delimiter` between.
    ///
    /// Line ends are kept as in ``Segmenter/segmentLines(of:delimiter:mode:scratch:into:)``.
    public func tagLines(
        of text: UnsafeBufferPointer<UInt8>,
        delimiter: some Sequence<UInt8>,
        scratch: inout Scratch,
        into output: inout [UInt8]
    ) {
        let delimiter = Array(delimiter)
        let names = tags.names.map { Array($0.utf8) }
        var isFirstOfLine = true
        forEachWindow(of: text, readsLines: true, scratch: &scratch) { window, tagged in
            for word in tagged {
                if text[window.bytes(of: word.word).lowerBound] == UInt8(ascii: "\n") {
                    output.append(UInt8(ascii: "\n"))
                    isFirstOfLine = true
                    continue
                }
                if !isFirstOfLine { output.append(contentsOf: delimiter) }
                isFirstOfLine = false
                output.append(contentsOf: text[window.bytes(of: word.word)])
                output.append(UInt8(ascii: "/"))
                output.append(contentsOf: names[Int(word.tag)])
            }
        }
    }

    private func forEachWindow(
        of text: UnsafeBufferPointer<UInt8>,
        readsLines: Bool,
        scratch: inout Scratch,
        _ body: (CharacterWindow, [TagEmission.Tagged]) -> Void
    ) {
        dictionary.withView { view in
            blocks.table.withUnsafeBufferPointer { codes in
                guard let codes = codes.baseAddress else { return }
                let decoder = CharacterDecoder(
                    text: text,
                    codes: codes,
                    readsLines: readsLines,
                    cutsBetweenSkips: true
                )
                var emission = TagEmission(view: view, model: model, tags: tags)
                decoder.forEachWindow(&scratch.window) { window in
                    BestRoute(dictionary: view).find(in: window)
                    body(window, emission.emit(window))
                }
            }
        }
    }
}
