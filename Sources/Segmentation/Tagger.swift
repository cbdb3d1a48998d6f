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
        var recent = RecentRuns()

        /// Allocates a little; it grows with the longest stretch without punctuation.
        public init() {}
    }

    /// The words, their weights and their tags.
    public let dictionary: WordDictionary
    /// The model that joins and tags unknown words; nil for none.
    public let model: TaggingModel?
    let tags: TagSet
    private let blocks: BlockCodes
    private let owner = RecentRuns.Owner()

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
        forEachWindow(of: text, readsLines: false, scratch: &scratch) { window, tagsAtEnds in
            window.forEachWord { word in
                let tag = tags.names[Int(tagsAtEnds[word.upperBound - 1])]
                words.append(TaggedWord(bytes: window.bytes(of: word), tag: tag))
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

    /// Runs the stages over one window after another and hands out each, with the tags of its words
    /// where these have their last characters.
    func forEachWindow(
        of text: UnsafeBufferPointer<UInt8>,
        readsLines: Bool,
        scratch: inout Scratch,
        _ body: (CharacterWindow, UnsafePointer<UInt16>) -> Void
    ) {
        var recent = RecentRuns()
        swap(&recent, &scratch.recent)
        withStages(&recent) { codes, route, emission in
            let decoder = CharacterDecoder(
                text: text,
                codes: codes,
                readsLines: readsLines,
                cutsBetweenSkips: true
            )
            decoder.forEachWindow(&scratch.window) { window in
                route.find(in: window)
                body(window, emission.emit(window))
            }
        }
        swap(&recent, &scratch.recent)
    }

    private func withStages(
        _ recent: inout RecentRuns,
        _ body: (UnsafePointer<UInt16>, BestRoute, inout TagEmission) -> Void
    ) {
        dictionary.withView { view in
            blocks.table.withUnsafeBufferPointer { codes in
                guard let codes = codes.baseAddress else { return }
                withModelView { modelView in
                    tags.withView { tags in
                        recent.withEntries(of: owner) { recent in
                            var emission = TagEmission(
                                view: view,
                                model: modelView,
                                tags: tags,
                                recent: recent
                            )
                            body(codes, BestRoute(dictionary: view), &emission)
                        }
                    }
                }
            }
        }
    }

    private func withModelView(_ body: (TaggingModel.View?) -> Void) {
        if let model { model.withView(body) } else { body(nil) }
    }
}
