// Links: `[[page|label]]`, files, categories, other wikis, `[address label]`.

extension WikitextScanner {
    /// Prefixes whose links show a picture or put the page into a category.
    private static let hiddenPrefixes: Set<[UInt8]> = Set(
        [
            "file", "image", "media", "文件", "檔案", "档案", "图像", "圖像", "图片", "圖片", "媒体",
            "媒體文件", "category", "分类", "分類", "cat",
        ].map { Array($0.utf8) }
    )
    /// Prefixes of sister projects and namespaces, which a link's text need not show.
    private static let namedPrefixes: Set<[UInt8]> = Set(
        [
            "wikt", "wiktionary", "s", "wikisource", "q", "wikiquote", "n", "v", "b", "m", "d",
            "wikipedia", "project", "help", "template", "portal", "user", "special", "w",
            "维基百科", "維基百科", "帮助", "幫助", "模板", "主题", "主題", "用户", "用戶",
        ].map { Array($0.utf8) }
    )

    mutating func closeLink() {
        guard let frame = frames.last else { return }
        let targetEnd = frame.pipes.first ?? output.count
        var target = trim(output[frame.start..<targetEnd])
        let isShown = target.first == UInt8(ascii: ":")
        if isShown { target = trim(target.dropFirst()) }
        let prefix = target.prefix { $0 != UInt8(ascii: ":") }
        let hasPrefix = prefix.endIndex < target.endIndex
        let key = hasPrefix ? lowercased(trim(prefix)) : []
        if hasPrefix, !isShown, Self.hiddenPrefixes.contains(key) || isLanguageCode(key) {
            return drop()
        }
        if let pipe = frame.pipes.first {
            let label = Array(output[pipe...])
            if !trim(label[...]).isEmpty { return replace(from: frame.start, with: label) }
        }
        if hasPrefix, frame.pipes.first != nil || Self.namedPrefixes.contains(key) || isShown {
            target = trim(target[(prefix.endIndex + 1)...])
        }
        if target.first == UInt8(ascii: "#") { target = target.dropFirst() }
        if frame.pipes.first != nil { target = withoutQualifier(target) }
        replace(from: frame.start, with: Array(target))
    }

    mutating func closeExternal() {
        guard let frame = frames.last else { return }
        let label = output[frame.start...].drop { $0 > 0x20 && $0 != UInt8(ascii: "<") }
        replace(from: frame.start, with: Array(trim(label)))
    }

    /// The pipe trick: `[[水星 (行星)|]]` shows 水星.
    private func withoutQualifier(_ target: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        for bracket in [" (", "("] {
            guard target.last == UInt8(ascii: ")"), let first = bracket.utf8.first,
                let position = target.firstIndex(of: first), position > target.startIndex,
                target[position...].starts(with: bracket.utf8)
            else { continue }
            return target[..<position]
        }
        return target
    }

    /// Whether a prefix is a language of Wikipedia: `en`, `ja`, `zh-yue`, `simple`.
    private func isLanguageCode(_ key: [UInt8]) -> Bool {
        guard key.allSatisfy({ (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") }) else {
            return false
        }
        let base = key.prefix { $0 != UInt8(ascii: "-") }
        return base.count == 2 || base.count == 3 || key.elementsEqual("simple".utf8)
    }

    private func lowercased(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}

/// Cuts white space off both ends.
func trim(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while let first = bytes.first, first == 0x20 || (0x09...0x0D).contains(first) {
        bytes.removeFirst()
    }
    while let last = bytes.last, last == 0x20 || (0x09...0x0D).contains(last) {
        bytes.removeLast()
    }
    return bytes
}
