// Which documents are worth keeping, by counts over their characters.

/// Drops documents that are too short, not Chinese or mostly repetition.
public struct DocumentFilter: Sendable {
    /// The limits; the defaults leave lists, verse and dialogue alone.
    public struct Configuration: Codable, Sendable, Equatable {
        /// The least share of Chinese characters among those that are not white space.
        public var minimumHanRatio: Double
        /// The fewest characters that are not white space.
        public var minimumCharacters: Int
        /// The shortest mean line, in characters; ChineseWebText asks for 10.
        public var minimumLineCharacters: Double
        /// The largest share of lines that repeat an earlier one; FineWeb-2 asks for 0.287.
        public var maximumDuplicateLineRatio: Double
        /// The largest share of 13-character sequences that repeat; ChineseWebText asks for 0.5.
        public var maximumRepetitionRatio: Double

        /// Creates a configuration.
        public init(
            minimumHanRatio: Double = 0.3,
            minimumCharacters: Int = 50,
            minimumLineCharacters: Double = 0,
            maximumDuplicateLineRatio: Double = 0.5,
            maximumRepetitionRatio: Double = 1
        ) {
            self.minimumHanRatio = minimumHanRatio
            self.minimumCharacters = minimumCharacters
            self.minimumLineCharacters = minimumLineCharacters
            self.maximumDuplicateLineRatio = maximumDuplicateLineRatio
            self.maximumRepetitionRatio = maximumRepetitionRatio
        }

        /// Decodes a configuration, with the default for every key that is absent.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            let defaults = Configuration()
            minimumHanRatio =
                try values.decodeIfPresent(Double.self, forKey: .minimumHanRatio)
                ?? defaults.minimumHanRatio
            minimumCharacters =
                try values.decodeIfPresent(Int.self, forKey: .minimumCharacters)
                ?? defaults.minimumCharacters
            minimumLineCharacters =
                try values.decodeIfPresent(Double.self, forKey: .minimumLineCharacters)
                ?? defaults.minimumLineCharacters
            maximumDuplicateLineRatio =
                try values.decodeIfPresent(Double.self, forKey: .maximumDuplicateLineRatio)
                ?? defaults.maximumDuplicateLineRatio
            maximumRepetitionRatio =
                try values.decodeIfPresent(Double.self, forKey: .maximumRepetitionRatio)
                ?? defaults.maximumRepetitionRatio
        }
    }

    private static let sequenceLength = 13

    private let configuration: Configuration

    /// Creates a filter.
    public init(configuration: Configuration = .init()) {
        self.configuration = configuration
    }

    /// Judges a cleaned text: the first limit that it breaks, or nil to keep it.
    func reasonToDrop(_ text: [UInt8]) -> DropReason? {
        var characters = 0
        var han = 0
        text.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                let lead = bytes[index]
                let length = UTF8Text.length(lead: lead)
                if lead > 0x20 { characters += 1 }
                if length > 2,
                    UTF8Text.isHan(
                        UTF8Text.scalar(of: .init(rebasing: bytes[index..<index + length]))
                    )
                {
                    han += 1
                }
                index += length
            }
        }
        if characters == 0 { return .empty }
        if characters < configuration.minimumCharacters { return .fewCharacters }
        if Double(han) < configuration.minimumHanRatio * Double(characters) { return .fewHan }
        let lines = text.split(separator: 0x0A)
        if Double(characters) < configuration.minimumLineCharacters * Double(lines.count) {
            return .shortLines
        }
        if configuration.maximumDuplicateLineRatio < 1 {
            let repeated = lines.count - Set(lines.map(Self.hash)).count
            if Double(repeated) > configuration.maximumDuplicateLineRatio * Double(lines.count) {
                return .duplicateLines
            }
        }
        if configuration.maximumRepetitionRatio < 1,
            repetition(in: text) > configuration.maximumRepetitionRatio
        {
            return .repetition
        }
        return nil
    }

    /// FNV-1a, 64 bits: among the lines of one document a collision is too rare to matter.
    private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.withUnsafeBufferPointer { bytes in
            bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        }
    }

    /// The share of 13-character sequences that occurred before in the text.
    private func repetition(in text: [UInt8]) -> Double {
        let starts = text.indices.filter { text[$0] & 0xC0 != 0x80 }
        guard starts.count > Self.sequenceLength else { return 0 }
        let total = starts.count - Self.sequenceLength
        var seen: Set<UInt64> = []
        seen.reserveCapacity(total)
        for index in 0..<total {
            seen.insert(Self.hash(text[starts[index]..<starts[index + Self.sequenceLength]]))
        }
        return Double(total - seen.count) / Double(total)
    }
}
