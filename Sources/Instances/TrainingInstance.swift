/// What masking did to one position of an instance.
///
/// The raw values are stored in shards.
public enum TokenState: UInt8, Sendable, CaseIterable {
    /// An ordinary token, not selected for prediction.
    case plain = 0
    /// Selected and replaced by `[MASK]`.
    case mask = 1
    /// Selected and replaced by a random token.
    case random = 2
    /// Selected and left as it was.
    case keep = 3
    /// `[CLS]` or `[SEP]`: never selected.
    case special = 4
}

/// One masked training example: `[CLS] A [SEP]` or `[CLS] A [SEP] B [SEP]`.
///
/// All arrays have the same length.
public struct TrainingInstance: Sendable, Equatable {
    /// Which masking pass over the document made it, from 0.
    public var pass: Int
    /// The sentence objective's label: 0 in order, 1 swapped (or random); nil without one.
    public var label: Int?
    /// The ids before masking.
    public var original: [Int32]
    /// The ids as the model reads them.
    public var input: [Int32]
    /// The number of the word each position belongs to, from 0, rising; -1 for special positions.
    public var words: [Int32]
    /// What masking did to each position.
    public var states: [TokenState]
    /// The first position of segment B; the instance's length where there is no segment B.
    public var boundary: Int

    /// Creates an instance.
    public init(
        pass: Int,
        label: Int?,
        original: [Int32],
        input: [Int32],
        words: [Int32],
        states: [TokenState],
        boundary: Int
    ) {
        self.pass = pass
        self.label = label
        self.original = original
        self.input = input
        self.words = words
        self.states = states
        self.boundary = boundary
    }
}
