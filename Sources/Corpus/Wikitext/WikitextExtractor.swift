// Wikitext to prose: a scan that resolves markup, then a pass over the lines.

/// Turns a wiki page's markup into lines of plain text.
///
/// One pass over the bytes with a bounded stack: unclosed and absurdly nested markup costs linear
/// time. Templates are not expanded: a table of inline templates says what each leaves in the
/// text, all others leave nothing and are counted.
public struct WikitextExtractor: Sendable {
    /// What becomes of a formula.
    public enum MathPolicy: String, Codable, Sendable, CaseIterable {
        /// `[公式]` stands for it.
        case placeholder
        /// The clause that holds it goes.
        case dropClause
        /// Its TeX source stays.
        case tex
    }

    /// How markup becomes text.
    public struct Configuration: Codable, Sendable, Equatable {
        /// What becomes of a formula.
        public var math: MathPolicy

        /// Creates a configuration.
        public init(math: MathPolicy = .placeholder) {
            self.math = math
        }

        /// Decodes a configuration, with the default for every key that is absent.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            math = try values.decodeIfPresent(MathPolicy.self, forKey: .math) ?? .placeholder
        }
    }

    /// A page without its markup.
    struct Prose {
        /// Lines of text, with the marks of headings and of settled script.
        var text: [UInt8] = []
        var isRedirect = false
        var isDisambiguation = false
        /// The templates that left no text.
        var droppedTemplates: [[UInt8]: Int] = [:]
        /// Markup that is still there.
        var residue: [Residue: Int] = [:]
    }

    private let math: MathPolicy
    private let variant: ChineseVariant

    /// Creates an extractor.
    ///
    /// - Parameters:
    ///   - configuration: How markup becomes text.
    ///   - variant: The variant that `-{…}-` is to choose.
    public init(configuration: Configuration = .init(), variant: ChineseVariant = .mainland) {
        math = configuration.math
        self.variant = variant
    }

    /// Extracts the text of a page.
    func prose(of wikitext: [UInt8], title: String) -> Prose {
        var prose = Prose()
        if Self.isRedirect(wikitext) {
            prose.isRedirect = true
            return prose
        }
        var rules = ConversionRules()
        let resolved = wikitext.withUnsafeBufferPointer { bytes in
            var scanner = WikitextScanner(
                bytes: bytes,
                title: Array(title.utf8),
                variant: variant,
                math: math
            )
            scanner.run()
            rules = scanner.rules
            prose.isDisambiguation = scanner.isDisambiguation
            prose.droppedTemplates = scanner.droppedTemplates
            return scanner.output
        }
        var cleaner = LineCleaner()
        prose.text = cleaner.clean(resolved)
        if variant != .both, !rules.isEmpty { prose.text = rules.apply(to: prose.text) }
        prose.residue = Residue.count(in: prose.text)
        return prose
    }

    /// Whether the page is `#REDIRECT [[…]]` in one of its spellings.
    private static func isRedirect(_ wikitext: [UInt8]) -> Bool {
        let head = wikitext.prefix(64).drop { $0 <= 0x20 }
        guard head.first == UInt8(ascii: "#") else { return false }
        let word = head.dropFirst().map { $0 < 0x80 ? $0 | 0x20 : $0 }
        return ["redirect", "重定向", "重新導向", "重新导向"].contains { word.starts(with: $0.utf8) }
    }
}
