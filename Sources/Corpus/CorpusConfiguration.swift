/// What to read and how to clean it: the `corpus` section of `pipeline.yaml`.
public struct CorpusConfiguration: Codable, Sendable, Equatable {
    /// The dumps, in the order in which they are read.
    public var sources: [SourceConfiguration]
    /// The script and the variant of the output.
    public var language: LanguageConfiguration
    /// Which documents to keep.
    public var filters: DocumentFilter.Configuration
    /// Which repeated documents to drop.
    public var deduplicate: ExactDeduplicator.Configuration
    /// How markup becomes text.
    public var wikitext: WikitextExtractor.Configuration
    /// The Unicode normalisation form of the output.
    public var normalization: TextNormalizer.Form

    /// Creates a configuration.
    public init(
        sources: [SourceConfiguration] = [],
        language: LanguageConfiguration = .init(),
        filters: DocumentFilter.Configuration = .init(),
        deduplicate: ExactDeduplicator.Configuration = .init(),
        wikitext: WikitextExtractor.Configuration = .init(),
        normalization: TextNormalizer.Form = .nfc
    ) {
        self.sources = sources
        self.language = language
        self.filters = filters
        self.deduplicate = deduplicate
        self.wikitext = wikitext
        self.normalization = normalization
    }

    /// Decodes a configuration, with the default for every key that is absent.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        sources = try values.decodeIfPresent([SourceConfiguration].self, forKey: .sources) ?? []
        language =
            try values.decodeIfPresent(LanguageConfiguration.self, forKey: .language) ?? .init()
        filters =
            try values.decodeIfPresent(DocumentFilter.Configuration.self, forKey: .filters)
            ?? .init()
        deduplicate =
            try values.decodeIfPresent(ExactDeduplicator.Configuration.self, forKey: .deduplicate)
            ?? .init()
        wikitext =
            try values.decodeIfPresent(WikitextExtractor.Configuration.self, forKey: .wikitext)
            ?? .init()
        normalization =
            try values.decodeIfPresent(TextNormalizer.Form.self, forKey: .normalization) ?? .nfc
    }
}

/// One dump, or several that share a layout.
public struct SourceConfiguration: Codable, Sendable, Equatable {
    /// How a source's bytes are to be read.
    public enum Format: String, Codable, Sendable, CaseIterable {
        /// A MediaWiki XML export.
        case mediawiki
        /// One JSON object a line.
        case jsonl
        /// Plain text, documents separated by blank lines.
        case text
    }

    /// The file, or a pattern with `*`, `?` or `[...]` for several.
    public var path: String
    /// How the bytes are to be read.
    public var format: Format
    /// The known corpus whose fields the JSON objects have.
    public var layout: RecordLayout.Name?
    /// Where the JSON objects hold what, for a corpus that has no name here.
    public var fields: RecordLayout?

    /// Creates a source.
    public init(
        path: String,
        format: Format,
        layout: RecordLayout.Name? = nil,
        fields: RecordLayout? = nil
    ) {
        self.path = path
        self.format = format
        self.layout = layout
        self.fields = fields
    }
}

/// The script and the regional variant that documents are brought to.
public struct LanguageConfiguration: Codable, Sendable, Equatable {
    /// A variant of written Chinese, or both scripts as they come.
    public var variant: ChineseVariant
    /// Whether traditional characters become simplified ones.
    public var simplify: Bool

    /// Creates a language choice; without `simplify`, simplified variants convert.
    public init(variant: ChineseVariant = .mainland, simplify: Bool? = nil) {
        self.variant = variant
        self.simplify = simplify ?? variant.isSimplified
    }

    /// Decodes a language choice, with the default for every key that is absent.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            variant: try values.decodeIfPresent(ChineseVariant.self, forKey: .variant) ?? .mainland,
            simplify: try values.decodeIfPresent(Bool.self, forKey: .simplify)
        )
    }
}
