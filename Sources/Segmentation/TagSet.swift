// The tags of a dictionary and a model, with numbers.

/// Numbers tags, and says which one each dictionary entry and each state of the model has.
struct TagSet: Sendable {
    static let unknown: UInt16 = 0
    static let numeral: UInt16 = 1
    static let latin: UInt16 = 2

    /// The arrays as pointers, for the length of one call.
    struct View {
        let ofEntry: UnsafeBufferPointer<UInt16>
        let ofState: UnsafeBufferPointer<UInt16>
        let endsWord: UnsafeBufferPointer<UInt64>
    }

    private(set) var names = ["x", "m", "eng"]
    /// The tag of each of the dictionary's entries.
    private var ofEntry: [UInt16] = []
    /// The tag of each of the model's states, and 1 where the state ends a word, 0 where it does not.
    private var ofState: [UInt16] = []
    private var endsWord: [UInt64] = []

    init(_ dictionary: WordDictionary, _ model: TaggingModel?) {
        var numbers = ["": Self.unknown, "x": Self.unknown, "m": Self.numeral, "eng": Self.latin]
        var names = names
        func number(_ name: String) -> UInt16 {
            if let number = numbers[name] { return number }
            names.append(name)
            numbers[name] = UInt16(names.count - 1)
            return UInt16(names.count - 1)
        }
        let ofTag = dictionary.tags.map(number)
        ofEntry = dictionary.entries.map { ofTag[$0.tag] }
        ofState = model?.names.map { number($0.tag) } ?? []
        endsWord = model?.names.map { "ES".utf8.contains($0.position) ? 1 : 0 } ?? []
        self.names = names
    }

    func withView<Result>(_ body: (View) -> Result) -> Result {
        ofEntry.withUnsafeBufferPointer { ofEntry in
            ofState.withUnsafeBufferPointer { ofState in
                endsWord.withUnsafeBufferPointer { endsWord in
                    body(View(ofEntry: ofEntry, ofState: ofState, endsWord: endsWord))
                }
            }
        }
    }
}
