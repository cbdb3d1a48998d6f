/// One record of a dump as a reader found it: not yet cleaned.
public struct Page: Sendable, Equatable {
    /// What the bytes of a record are.
    public enum Content: Sendable, Equatable {
        /// A wiki page's last revision.
        case wiki(WikiHeader)
        /// A JSON object, whose fields are laid out so.
        case json(RecordLayout)
        /// Plain text.
        case text
    }

    /// What a MediaWiki export says of a page besides its text.
    public struct WikiHeader: Sendable, Equatable {
        /// The number of the page's namespace; articles are in 0.
        public var namespace: Int
        /// Whether the page only points to another one.
        public var isRedirect: Bool
        /// The content model of the revision; `wikitext` for prose.
        public var model: String
        /// When the revision was saved, as the export has it.
        public var timestamp: String?
    }

    /// Where the record lies.
    public var origin: Origin
    /// The line of the decompressed file on which the record begins, from 1.
    public var line: Int
    /// What the bytes are.
    public var content: Content
    /// The record's payload: wikitext, a JSON object or plain text.
    public var bytes: [UInt8]
}
