/// Markup that was left in a text though it should not have been.
enum Residue: String, Sendable, CaseIterable {
    case templateOpen = "{{"
    case templateClose = "}}"
    case linkOpen = "[["
    case linkClose = "]]"
    case variantOpen = "-{"
    case variantClose = "}-"
    case tableOpen = "{|"
    case tableClose = "|}"
    case thumbnail = "|thumb"
    case reference = "<ref"
    case closingTag = "</"
    case comment = "<!--"
    case behaviorSwitch = "__"

    /// Counts the residue of a text by pattern.
    static func count(in text: [UInt8]) -> [Residue: Int] {
        var counts: [Residue: Int] = [:]
        var index = 0
        while index < text.count {
            switch text[index] {
            case 0x7B, 0x7D, 0x5B, 0x5D, 0x2D, 0x7C, 0x3C, 0x5F:
                let rest = text[index...]
                if let found = allCases.first(where: { rest.starts(with: $0.rawValue.utf8) }) {
                    counts[found, default: 0] += 1
                    index += found.rawValue.utf8.count
                    continue
                }
            default: break
            }
            index += 1
        }
        return counts
    }
}
