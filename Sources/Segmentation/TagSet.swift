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
        let positions: UnsafeBufferPointer<UInt8>
    }

    private(set) var names = ["x", "m", "eng"]
    /// The tag of each of the dictionary's entries.
    private var ofEntry: [UInt16] = []
    /// The tag and the position of each of the model's states.
    private var ofState: [UInt16] = []
    private var positions: [UInt8] = []

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
        positions = model?.names.map(\.position) ?? []
        self.names = names
    }

    func withView<Result>(_ body: (View) -> Result) -> Result {
        ofEntry.withUnsafeBufferPointer { ofEntry in
            ofState.withUnsafeBufferPointer { ofState in
                positions.withUnsafeBufferPointer { positions in
                    body(View(ofEntry: ofEntry, ofState: ofState, positions: positions))
                }
            }
        }
    }
}
