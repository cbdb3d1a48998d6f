/// A clean document: its text, its sentences and where it came from.
public struct Document: Sendable, Equatable {
    /// Where the document's record lies in the raw input.
    public var origin: Origin
    /// The cleaned text: valid UTF-8, paragraphs separated by `\n`.
    public var text: String
    /// The sentences, in order, as byte ranges of `text`; headings are not among them.
    public var sentences: [Range<Int>]

    /// Creates a document.
    public init(origin: Origin, text: String, sentences: [Range<Int>]) {
        self.origin = origin
        self.text = text
        self.sentences = sentences
    }
}

/// Where a record lies in the raw input: enough to find it again in the dump.
public struct Origin: Sendable, Equatable, Codable {
    /// The source's path as the configuration names it.
    public var source: String
    /// The page's or entry's title, where the layout has one.
    public var title: String?
    /// The page's address, where the layout has one.
    public var url: String?
    /// The page or record number given by the source itself.
    public var page: Int64?
    /// The revision number, for MediaWiki dumps.
    public var revision: Int64?
    /// Where the compressed stream that holds the record begins in the file; 0 in a plain file.
    public var streamOffset: Int64
    /// Where the record begins in that stream's decompressed bytes.
    public var byteOffset: Int64
    /// The length of the record in decompressed bytes.
    public var byteLength: Int64

    /// Creates an origin.
    public init(
        source: String,
        title: String? = nil,
        url: String? = nil,
        page: Int64? = nil,
        revision: Int64? = nil,
        streamOffset: Int64 = 0,
        byteOffset: Int64 = 0,
        byteLength: Int64 = 0
    ) {
        self.source = source
        self.title = title
        self.url = url
        self.page = page
        self.revision = revision
        self.streamOffset = streamOffset
        self.byteOffset = byteOffset
        self.byteLength = byteLength
    }
}
