// From ids back to text, as Hugging Face's WordPiece decoder does it.

extension Vocabulary {
    /// The text of ids: pieces joined by spaces, continuations joined to what they continue.
    ///
    /// Ids the vocabulary does not have are passed over.
    ///
    /// - Parameters:
    ///   - ids: The ids to decode.
    ///   - skipsSpecialTokens: Whether special tokens are left out.
    ///   - cleansUp: Whether the space before English punctuation and contractions is dropped.
    /// - Returns: The text.
    public func text(
        of ids: [Int32],
        skipsSpecialTokens: Bool = true,
        cleansUp: Bool = true
    ) -> String {
        let special = specialIDs
        var text = ""
        var isFirst = true
        for id in ids where 0..<Int32(count) ~= id {
            if skipsSpecialTokens && special.contains(id) { continue }
            var piece = piece(id)
            if !isFirst {
                // Compared as bytes: a mark that follows would join "#" into one character.
                if piece.utf8.starts(with: "##".utf8) {
                    piece = String(decoding: piece.utf8.dropFirst(2), as: UTF8.self)
                } else {
                    piece = " " + piece
                }
            }
            text += cleansUp ? Self.cleanedUp(piece) : piece
            isFirst = false
        }
        return text
    }

    /// Joins the pieces that tokenization of English has set apart.
    private static func cleanedUp(_ piece: String) -> String {
        // In this order, each in the outcome of the one before.
        let contractions = [
            (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
            (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
        ]
        guard piece.utf8.first == UInt8(ascii: " ") else { return piece }
        return contractions.reduce(piece) { $0.replacing($1.0, with: $1.1) }
    }
}
