/// Why a page is no document; each page ends as a document or under one of these.
public enum DropReason: String, Codable, Sendable, CaseIterable {
    /// A wiki page outside namespace 0.
    case namespace
    /// A wiki page that only points to another.
    case redirect
    /// A wiki page that lists the meanings of a name.
    case disambiguation
    /// A wiki page whose content is not wikitext.
    case model
    /// No text was left.
    case empty
    /// Fewer characters than `minimumCharacters`.
    case fewCharacters
    /// Fewer Chinese characters than `minimumHanRatio`.
    case fewHan
    /// Lines shorter on average than `minimumLineCharacters`.
    case shortLines
    /// More repeated lines than `maximumDuplicateLineRatio`.
    case duplicateLines
    /// More repeated character sequences than `maximumRepetitionRatio`.
    case repetition
    /// The same text as an earlier document; counted by whoever owns the deduplicator.
    case duplicate
}
