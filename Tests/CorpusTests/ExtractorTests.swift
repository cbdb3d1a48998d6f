import Corpus
import Foundation
import Testing

@Suite struct ExtractorTests {
    private static let lenient = DocumentFilter.Configuration(
        minimumHanRatio: 0,
        minimumCharacters: 0
    )

    /// Extracts the only page of a file.
    private func document(
        _ bytes: some Sequence<UInt8>,
        _ format: SourceConfiguration.Format,
        layout: RecordLayout.Name? = nil,
        fields: RecordLayout? = nil,
        configuration: CorpusConfiguration = .init(filters: lenient)
    ) throws -> Document {
        let scratch = try Scratch()
        try scratch.write(bytes, to: "a")
        let pages = try scratch.pages("a", format, layout: layout, fields: fields)
        var report = ExtractionReport()
        let extractor = try Extractor(configuration: configuration)
        let extraction = try extractor.extract(try #require(pages.first), report: &report)
        guard case .document(let document, _) = extraction else {
            throw CorpusError(.limit, "dropped: \(extraction)")
        }
        return document
    }

    // MARK: JSON Lines

    private static let records: [(RecordLayout.Name, String, String, Int64?)] = [
        (
            .wiki2019zh,
            #"{"id": "13", "url": "https://a.org/13", "title": "数学", "text": "数学\n\n数学是。\n\n第二段。"}"#,
            "数学是。\n第二段。", 13
        ),
        (
            .news2016zh,
            #"{"news_id": "610130831", "title": "题", "content": "新闻。", "source": "网", "desc": "摘要"}"#,
            "新闻。", 610_130_831
        ),
        (
            .baike2018qa,
            #"{"qid": "qid_254", "category": "a-b", "title": "问？", "desc": "问？", "answer": "一\r\r二"}"#,
            "问？\n一\n二", 254
        ),
        (
            .webtext2019zh,
            #"{"qid": 1, "title": "问", "desc": "a<br>b", "topic": "x", "star": 3, "content": "答", "answer_id": 72, "answerer_tags": ""}"#,
            "问\na\nb\n答", 72
        ),
        (.translation2019zh, #"{"english": "Hi.", "chinese": "你好。"}"#, "你好。", nil),
        (
            .baike563w,
            #"{"title": "甲", "summary": "概要。", "sections": [{"title": "历史", "content": "正文。"}], "tags": ["x"], "url": "u"}"#,
            "概要。\n历史\n正文。", nil
        ),
        (.text, #"{"text": "\u4e00\ud842\udfb7\ud800x\/\"\t\u0001"}"#, "一𠮷x/\"", nil),
    ]

    @Test(arguments: records)
    func `known layouts`(layout: RecordLayout.Name, json: String, text: String, number: Int64?)
        throws
    {
        let document = try document(json.utf8, .jsonl, layout: layout)
        #expect(document.text == text)
        #expect(document.origin.page == number)
    }

    @Test func `section titles are headings`() throws {
        let json =
            #"{"title": "甲", "summary": "概要。", "sections": [{"title": "史", "content": "文。"}]}"#
        let document = try document(json.utf8, .jsonl, layout: .baike563w)
        #expect(sentences(of: document) == ["概要。", "文。"])
    }

    @Test func `fields reach into objects`() throws {
        let fields = RecordLayout(
            title: "meta.name",
            text: ["lead?", "data.body", "tail?"],
            url: "meta.url",
            id: "meta.n"
        )
        let json =
            #"{"meta": {"name": "甲", "url": "u", "n": 7}, "data": {"body": ["一", {"x": "二"}]}, "tail": "三"}"#
        let document = try document(json.utf8, .jsonl, fields: fields)
        #expect(document.text == "一\n二\n三")
        #expect(document.origin.title == "甲")
        #expect(document.origin.url == "u")
        #expect(document.origin.page == 7)
    }

    @Test(arguments: [
        (#"{"title": "x"}"#, "`text`"),
        (#"{"text": "x""#, "expected `,` or `}`"),
        (#"{"text": "x"} y"#, "expected end of line"),
        (#"["x"]"#, "expected `{…}`"),
        (#"{"text": "\q"}"#, "expected an escape"),
        (#"{"text": 1e}"#, "expected a value"),
        (String(repeating: "[", count: 100_000), "64 nested levels"),
    ])
    func `a bad JSON line is an error with its line`(json: String, message: String) throws {
        let scratch = try Scratch()
        try scratch.write("\u{FEFF}{\"text\": \"好\"}\r\n\r\n\(json)\r\n".utf8, to: "a.jsonl")
        let pages = try scratch.pages("a.jsonl", .jsonl)
        #expect(pages.count == 2)
        let extractor = try Extractor(configuration: .init(filters: Self.lenient))
        var report = ExtractionReport()
        _ = try extractor.extract(pages[0], report: &report)
        let error = #expect(throws: CorpusError.self) {
            try extractor.extract(pages[1], report: &report)
        }
        #expect(error?.code == .json)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.location == .init(path: "a.jsonl", line: 3))
    }

    // MARK: Encoding, normalisation, script

    @Test(arguments: [
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE4],
    ])
    func `invalid UTF-8 is an error with its line`(bytes: [UInt8]) throws {
        let error = #expect(throws: CorpusError.self) {
            try document(Array("好\n好".utf8) + bytes, .text)
        }
        #expect(error?.code == .encoding)
        #expect(error?.location?.line == 2)
    }

    @Test func `white space folds and invisible characters go`() throws {
        let text = "\u{200B}甲\u{3000}\t 乙\u{A0}\u{AD}\n\u{2028} \u{7}丙\u{FEFF}\u{202E}丁\u{85}戊  "
        #expect(try document(text.utf8, .text).text == "甲 乙\n丙丁\n戊")
    }

    @Test(arguments: [
        (TextNormalizer.Form.nfc, "é，が1豈！"), (.nfkc, "é,が1豈!"),
        (.none, "e\u{301}，か\u{3099}１\u{F900}！"),
    ])
    func `normalisation forms`(form: TextNormalizer.Form, expected: String) throws {
        let configuration = CorpusConfiguration(
            language: .init(variant: .both),
            filters: Self.lenient,
            normalization: form
        )
        let text = "e\u{301}，か\u{3099}\(form == .nfc ? "1" : "１")\u{F900}！"
        let document = try document(text.utf8, .text, configuration: configuration)
        #expect(Array(document.text.utf8) == Array(expected.utf8))
    }

    @Test func `traditional text becomes simplified unless both scripts are wanted`() throws {
        let text = "乾隆皇帝的頭髮乾燥了，反覆思量後發現著名的后羿。"
        #expect(
            try document(text.utf8, .text).text == "乾隆皇帝的头发干燥了，反复思量后发现著名的后羿。"
        )
        let both = CorpusConfiguration(language: .init(variant: .both), filters: Self.lenient)
        #expect(try document(text.utf8, .text, configuration: both).text == text)
    }

    @Test func `simplifying to a traditional variant is refused`() {
        let error = #expect(throws: CorpusError.self) {
            try Extractor(
                configuration: .init(language: .init(variant: .taiwan, simplify: true))
            )
        }
        #expect(error?.code == .configuration)
    }

    // MARK: Books

    @Test func `pages in are documents and drops out, whoever counts`() throws {
        let long = String(repeating: "语料库是收集而来的大量文本。", count: 8)
        let pages = [
            article(long), article("[[乙]]短"), article(String(repeating: "Latin text. ", count: 20)),
            article("{{消歧义}}"), article("#REDIRECT [[甲]]"),
            article(long).replacingOccurrences(of: "<ns>0", with: "<ns>1"),
            article(long).replacingOccurrences(of: "wikitext", with: "css"),
            article(long).replacingOccurrences(
                of: "</id>\n",
                with: "</id><redirect title=\"x\"/>\n"
            ),
            article(String(repeating: "同一行的文字在这里。\n", count: 20)), article(long),
        ]
        let scratch = try Scratch()
        try scratch.write(export(pages.joined()).utf8, to: "a.xml")
        let extractor = try Extractor(configuration: .init())
        var deduplicator = ExactDeduplicator()
        var report = ExtractionReport()
        var kept = 0
        for page in try scratch.pages("a.xml", .mediawiki) {
            // A report of its own for each page: merging must give the same books.
            var own = ExtractionReport()
            if case .document(_, let digest) = try extractor.extract(page, report: &own),
                deduplicator.insert(digest)
            {
                kept += 1
            }
            report.merge(own)
        }
        #expect(report.pages == 10)
        #expect(report.documents == 2)
        #expect(kept == 1)
        #expect(
            report.dropped == [
                .fewCharacters: 1, .fewHan: 1, .disambiguation: 1, .redirect: 2, .namespace: 1,
                .model: 1, .duplicateLines: 1,
            ]
        )
        #expect(report.pages == report.documents + report.dropped.values.reduce(0, +))
    }

    @Test func `one extractor serves many threads`() async throws {
        let extractor = try Extractor(configuration: .init(filters: Self.lenient))
        let page = try wikiPage(String(repeating: "漢字與-{zh-cn:软件;zh-tw:軟體}-。", count: 50))
        let extract: @Sendable () throws -> Extraction = {
            var report = ExtractionReport()
            return try extractor.extract(page, report: &report)
        }
        let expected = try extract()
        try await withThrowingTaskGroup(of: Extraction.self) { group in
            for _ in 0..<16 { group.addTask { try extract() } }
            for try await extraction in group { #expect(extraction == expected) }
        }
    }

    @Test func `filters have their limits`() throws {
        func reason(_ text: String, _ filters: DocumentFilter.Configuration) throws -> DropReason? {
            let scratch = try Scratch()
            try scratch.write(text.utf8, to: "a")
            let extractor = try Extractor(configuration: .init(filters: filters))
            var report = ExtractionReport()
            let page = try #require(try scratch.pages("a", .text).first)
            guard case .dropped(let reason) = try extractor.extract(page, report: &report) else {
                return nil
            }
            return reason
        }
        let lenient = Self.lenient
        #expect(try reason("\u{200B}", lenient) == .empty)
        var limits = lenient
        limits.minimumCharacters = 3
        #expect(try reason("一 二", limits) == .fewCharacters)
        #expect(try reason("一 二三", limits) == nil)
        limits = lenient
        limits.minimumHanRatio = 0.5
        #expect(try reason("一ab", limits) == .fewHan)
        #expect(try reason("一a 二b", limits) == nil)
        limits = lenient
        limits.minimumLineCharacters = 2
        #expect(try reason("一\n二三", limits) == .shortLines)
        limits = lenient
        limits.maximumRepetitionRatio = 0.5
        #expect(try reason(String(repeating: "一二三四五", count: 20), limits) == .repetition)
        #expect(try reason("一二三四五六七八九十甲乙丙丁戊己庚辛", limits) == nil)
    }

    // MARK: Configuration

    @Test func `a partial configuration keeps the defaults`() throws {
        let json = """
            {"sources": [{"path": "a", "format": "jsonl", "fields": {"text": "body", "id": "n?"}}],
             "language": {"variant": "zh-tw"}, "filters": {"minimumCharacters": 9},
             "wikitext": {"math": "tex"}}
            """
        let configuration = try JSONDecoder().decode(
            CorpusConfiguration.self,
            from: Data(json.utf8)
        )
        #expect(
            configuration
                == CorpusConfiguration(
                    sources: [
                        .init(path: "a", format: .jsonl, fields: .init(text: ["body"], id: "n?"))
                    ],
                    language: .init(variant: .taiwan, simplify: false),
                    filters: .init(minimumCharacters: 9),
                    wikitext: .init(math: .tex)
                )
        )
        let copy = try JSONDecoder().decode(
            CorpusConfiguration.self,
            from: try JSONEncoder().encode(configuration)
        )
        #expect(copy == configuration)
    }
}
