// Stage 4 of search mode: before each long word, the shorter words in it.

/// jieba's `cut_for_search`: the two- and three-character dictionary words inside each word.
struct SearchMode {
    let dictionary: DictionaryView

    func emit(_ window: CharacterWindow, into words: inout [Range<Int>]) {
        window.forEachWord { word in
            for length in 2...3 where word.count > length {
                for start in word.lowerBound...(word.upperBound - length)
                where dictionary.isWord(window.codes, start..<(start + length)) {
                    words.append(start..<(start + length))
                }
            }
            words.append(word)
        }
    }
}
