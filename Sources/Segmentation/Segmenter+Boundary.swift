// Where a text can be cut without a change to its words.

extension Segmenter {
    /// The last place in `text` behind a character that is part of no block; nil for none.
    ///
    /// The parts before and after it give the same words as the whole, in accurate and in search
    /// mode and to the ``Tagger``, by the profile `jieba`. Characters of four bytes are passed over.
    public static func lastBoundary(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        for position in text.indices.reversed() {
            let (point, length) = CharacterFolding.character(of: text, at: position)
            guard point < 0x80 || length == 3 else { continue }
            if !isHan(point), !CharacterCodes.isLatin(point) { return position + length }
        }
        return nil
    }
}
