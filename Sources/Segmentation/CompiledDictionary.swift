// A dictionary as its arrays on disk: it is used where it is mapped and made anew when its source changes.

/// The compiled form of a dictionary file.
struct CompiledDictionary {
    let path: String
    let source: String

    private static let magic: UInt64 = 0x0004_5443_4944_4C59

    /// What each section of the file holds.
    private enum Section: Int {
        /// The total of all frequencies and the trie's root base.
        case numbers
        /// The characters' code points, in the order of their codes from 1.
        case points
        case codes
        case nodes
        case entries
        /// The tags with spaces between.
        case tags
    }

    /// The dictionary, compiled if it was not or was from another source.
    func load() throws -> WordDictionary {
        let file = try CompiledFile(path: path, source: source, magic: Self.magic).load {
            let dictionary = try WordDictionary.read(TextLines(contentsOf: source))
            let trie = dictionary.trie
            return [
                [dictionary.total, trie.rootBase].bytes,
                Array(trie.alphabet.points.dropFirst()).bytes,
                Array(trie.codes).bytes,
                Array(trie.nodes).bytes,
                dictionary.entries.bytes,
                Array(dictionary.tags.joined(separator: " ").utf8),
            ]
        }
        func array<Element: BitwiseCopyable>(
            _ section: Section,
            of type: Element.Type
        ) -> [Element] {
            file.array(section.rawValue, of: type)
        }
        let numbers = array(.numbers, of: Int.self)
        return WordDictionary(
            trie: WordTrie(
                codes: MappedArray(file, section: Section.codes.rawValue),
                nodes: MappedArray(file, section: Section.nodes.rawValue),
                rootBase: numbers[1],
                alphabet: try CharacterCodes(array(.points, of: UInt32.self))
            ),
            total: numbers[0],
            entries: array(.entries, of: WordDictionary.Entry.self),
            tags: String(decoding: array(.tags, of: UInt8.self), as: UTF8.self)
                .split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        )
    }
}
