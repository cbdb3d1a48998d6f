/// The character references of HTML that wikitext uses.
enum CharacterReference {
    private static let named: [[UInt8]: Unicode.Scalar] = {
        let pairs: [(String, Unicode.Scalar)] = [
            ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", " "),
            ("ensp", " "), ("emsp", " "), ("thinsp", " "), ("zwj", "\u{200D}"),
            ("zwnj", "\u{200C}"), ("shy", "\u{AD}"), ("lrm", "\u{200E}"), ("rlm", "\u{200F}"),
            ("ndash", "–"), ("mdash", "—"), ("hellip", "…"), ("middot", "·"), ("bull", "•"),
            ("lsquo", "‘"), ("rsquo", "’"), ("ldquo", "“"), ("rdquo", "”"), ("laquo", "«"),
            ("raquo", "»"), ("sbquo", "‚"), ("bdquo", "„"), ("times", "×"), ("divide", "÷"),
            ("minus", "−"), ("plusmn", "±"), ("deg", "°"), ("prime", "′"), ("Prime", "″"),
            ("sup1", "¹"), ("sup2", "²"), ("sup3", "³"), ("frac12", "½"), ("frac14", "¼"),
            ("frac34", "¾"), ("le", "≤"), ("ge", "≥"), ("ne", "≠"), ("asymp", "≈"),
            ("infin", "∞"), ("radic", "√"), ("sum", "∑"), ("larr", "←"), ("uarr", "↑"),
            ("rarr", "→"), ("darr", "↓"), ("harr", "↔"), ("copy", "©"), ("reg", "®"),
            ("trade", "™"), ("sect", "§"), ("para", "¶"), ("euro", "€"), ("pound", "£"),
            ("yen", "¥"), ("cent", "¢"), ("alpha", "α"), ("beta", "β"), ("gamma", "γ"),
            ("delta", "δ"), ("epsilon", "ε"), ("theta", "θ"), ("lambda", "λ"), ("mu", "μ"),
            ("pi", "π"), ("rho", "ρ"), ("sigma", "σ"), ("tau", "τ"), ("phi", "φ"), ("chi", "χ"),
            ("psi", "ψ"), ("omega", "ω"), ("Delta", "Δ"), ("Omega", "Ω"), ("Sigma", "Σ"),
            ("eacute", "é"), ("egrave", "è"), ("agrave", "à"), ("aacute", "á"), ("auml", "ä"),
            ("ouml", "ö"), ("uuml", "ü"), ("szlig", "ß"), ("ccedil", "ç"), ("ntilde", "ñ"),
            ("oacute", "ó"), ("iacute", "í"), ("uacute", "ú"), ("micro", "µ"), ("lbrack", "["),
            ("rbrack", "]"), ("lbrace", "{"), ("rbrace", "}"), ("vert", "|"), ("num", "#"),
        ]
        return Dictionary(uniqueKeysWithValues: pairs.map { (Array($0.0.utf8), $0.1) })
    }()

    /// The character that `name`, the part between `&` and `;`, stands for.
    static func scalar(of name: Slice<UnsafeBufferPointer<UInt8>>) -> Unicode.Scalar? {
        guard name.first == UInt8(ascii: "#") else { return named[Array(name)] }
        let digits = name.dropFirst()
        let isHexadecimal = digits.first.map { $0 | 0x20 == UInt8(ascii: "x") } ?? false
        let text = String(decoding: isHexadecimal ? digits.dropFirst() : digits, as: UTF8.self)
        return UInt32(text, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
    }
}
