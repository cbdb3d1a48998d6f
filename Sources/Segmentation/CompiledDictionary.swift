// A dictionary as its arrays on disk: it is used where it is mapped and made anew when its source changes.

/// The compiled form of a dictionary file.
struct CompiledDictionary {
    let path: String
    let source: String

    private static let magic: UInt64 = 0x0005_5443_4944_4C59

    /// What each section of the file holds.
    private enum Section: Int {
        /// The total of all frequencies and the trie's root base.
        case numbers
        /// The characters' code points, in the order of their codes.
        case points
        /// The codes of the characters of the basic plane.
        case basic
        case codes
        case nodes
        case entries
        /// The tags with spaces between.
        case tags
        /// What ``WordWeights`` has.
        case weights
        case roots
        case rootBases
        case latinPairs
    }

    /// The dictionary, compiled if it was not or was from another source.
    func load() throws -> WordDictionary {
        let file = try CompiledFile(path: path, source: source, magic: Self.magic).load {
            let dictionary = try WordDictionary.read(TextLines(contentsOf: source))
            let trie = dictionary.trie
            return [
                [dictionary.total, trie.rootBase].bytes,
                trie.alphabet.points.bytes,
                trie.alphabet.basic.bytes,
                trie.codes.bytes,
                trie.nodes.bytes,
                dictionary.entries.bytes,
                Array(dictionary.tags.joined(separator: " ").utf8),
                dictionary.weights.ofEntries.bytes,
                dictionary.weights.roots.bytes,
                dictionary.weights.rootBases.bytes,
                dictionary.weights.latinPairs.bytes,
            ]
        }
        func array<Element: BitwiseCopyable>(
            _ section: Section,
            of type: Element.Type
        ) -> [Element] {
            file.array(section.rawValue, of: type)
        }
        func mapped<Element: BitwiseCopyable>(_ section: Section) -> MappedArray<Element> {
            MappedArray(file, section: section.rawValue)
        }
        let numbers = array(.numbers, of: Int.self)
        return WordDictionary(
            trie: WordTrie(
                codes: mapped(.codes),
                nodes: mapped(.nodes),
                rootBase: numbers[1],
                alphabet: CharacterCodes(
                    points: mapped(.points),
                    basic: array(.basic, of: UInt16.self)
                )
            ),
            total: numbers[0],
            entries: mapped(.entries),
            tags: String(decoding: array(.tags, of: UInt8.self), as: UTF8.self)
                .split(separator: " ", omittingEmptySubsequences: false).map(String.init),
            weights: WordWeights(
                ofEntries: mapped(.weights),
                roots: mapped(.roots),
                rootBases: mapped(.rootBases),
                latinPairs: mapped(.latinPairs),
                total: numbers[0]
            )
        )
    }
}
