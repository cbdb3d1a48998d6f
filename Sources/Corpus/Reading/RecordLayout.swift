/// Which fields of a JSON object hold the text, the title, the address and the number.
///
/// A name may reach into objects with dots (`data.body`). One that ends in `?` may be absent; a
/// record that lacks another one is an error. A text field that holds an array or an object
/// yields all its strings in order, those called `title` as headings.
public struct RecordLayout: Codable, Sendable, Equatable {
    /// The corpora whose layout is known.
    public enum Name: String, Codable, Sendable, CaseIterable {
        /// `{"text": …}`.
        case text
        /// Wikipedia articles of nlp_chinese_corpus.
        case wiki2019zh
        /// News of nlp_chinese_corpus.
        case news2016zh
        /// Encyclopedia questions of nlp_chinese_corpus.
        case baike2018qa
        /// Community questions of nlp_chinese_corpus.
        case webtext2019zh
        /// Translation pairs of nlp_chinese_corpus; the Chinese side is kept.
        case translation2019zh
        /// Baidu Baike entries with a summary and titled sections.
        case baike563w
    }

    /// The field that holds the title.
    public var title: String?
    /// The fields that hold the text, joined by line ends.
    public var text: [String]
    /// The field that holds the address.
    public var url: String?
    /// The field that holds the number; of a string its trailing digits count.
    public var id: String?

    /// Creates a layout.
    public init(
        title: String? = nil,
        text: [String],
        url: String? = nil,
        id: String? = nil
    ) {
        self.title = title
        self.text = text
        self.url = url
        self.id = id
    }

    /// Returns the layout of a known corpus.
    public static func named(_ name: Name) -> RecordLayout {
        switch name {
        case .text:
            RecordLayout(title: "title?", text: ["text"], url: "url?", id: "id?")
        case .wiki2019zh:
            RecordLayout(title: "title", text: ["text"], url: "url?", id: "id?")
        case .news2016zh:
            RecordLayout(title: "title?", text: ["content"], id: "news_id?")
        case .baike2018qa:
            RecordLayout(title: "title", text: ["title", "desc?", "answer"], id: "qid?")
        case .webtext2019zh:
            RecordLayout(title: "title", text: ["title", "desc?", "content"], id: "answer_id?")
        case .translation2019zh:
            RecordLayout(text: ["chinese"])
        case .baike563w:
            RecordLayout(title: "title", text: ["summary?", "sections?"], url: "url?")
        }
    }

    private enum CodingKeys: String, CodingKey {
        case title, text, url, id
    }

    /// Decodes a field map, where `text` is one name or a list of names.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        title = try values.decodeIfPresent(String.self, forKey: .title)
        url = try values.decodeIfPresent(String.self, forKey: .url)
        id = try values.decodeIfPresent(String.self, forKey: .id)
        do {
            text = [try values.decode(String.self, forKey: .text)]
        } catch {
            text = try values.decode([String].self, forKey: .text)
        }
    }
}
