/// A variant of written Chinese, under MediaWiki's code for it.
public enum ChineseVariant: String, Codable, Sendable, CaseIterable {
    /// Simplified, mainland terms.
    case mainland = "zh-cn"
    /// Simplified, Singapore terms.
    case singapore = "zh-sg"
    /// Simplified, Malaysia terms.
    case malaysia = "zh-my"
    /// Simplified, no region.
    case simplified = "zh-hans"
    /// Traditional, Taiwan terms.
    case taiwan = "zh-tw"
    /// Traditional, Hong Kong terms.
    case hongKong = "zh-hk"
    /// Traditional, Macau terms.
    case macau = "zh-mo"
    /// Traditional, no region.
    case traditional = "zh-hant"
    /// The two scripts as they come; a rule that must choose takes the mainland term.
    case both

    /// Whether the variant is written in simplified characters.
    public var isSimplified: Bool {
        switch self {
        case .mainland, .singapore, .malaysia, .simplified: true
        case .taiwan, .hongKong, .macau, .traditional, .both: false
        }
    }

    /// The variant itself and those that stand in for it, best first (MediaWiki's fallback chains).
    var fallbacks: [ChineseVariant] {
        switch self {
        case .mainland, .both: [.mainland, .simplified, .singapore, .malaysia]
        case .singapore: [.singapore, .simplified, .mainland, .malaysia]
        case .malaysia: [.malaysia, .simplified, .singapore, .mainland]
        case .simplified: [.simplified, .mainland, .singapore, .malaysia]
        case .taiwan: [.taiwan, .traditional, .hongKong, .macau]
        case .hongKong: [.hongKong, .traditional, .macau, .taiwan]
        case .macau: [.macau, .traditional, .hongKong, .taiwan]
        case .traditional: [.traditional, .taiwan, .hongKong, .macau]
        }
    }
}
