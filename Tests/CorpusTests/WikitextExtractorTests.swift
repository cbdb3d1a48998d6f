import Corpus
import Testing

/// The extractor of most cases: OpenCC's tables are read once for all of them.
private let mainland = Result { try makeExtractor() }

private func makeExtractor(
    variant: ChineseVariant = .mainland,
    simplify: Bool? = nil,
    math: WikitextExtractor.MathPolicy = .placeholder
) throws -> Extractor {
    try Extractor(
        configuration: CorpusConfiguration(
            language: .init(variant: variant, simplify: simplify),
            filters: .init(minimumHanRatio: 0, minimumCharacters: 0),
            wikitext: .init(math: math)
        )
    )
}

/// Cleans one page of wikitext as the extractor does and returns its text.
private func prose(
    _ wikitext: String,
    variant: ChineseVariant = .mainland,
    simplify: Bool? = nil,
    math: WikitextExtractor.MathPolicy = .placeholder
) throws -> String {
    var report = ExtractionReport()
    return try prose(wikitext, variant: variant, simplify: simplify, math: math, report: &report)
}

private func prose(
    _ wikitext: String,
    variant: ChineseVariant = .mainland,
    simplify: Bool? = nil,
    math: WikitextExtractor.MathPolicy = .placeholder,
    report: inout ExtractionReport
) throws -> String {
    let isPlain = variant == .mainland && simplify == nil && math == .placeholder
    let extractor =
        try isPlain
        ? mainland.get() : makeExtractor(variant: variant, simplify: simplify, math: math)
    switch try extractor.extract(wikiPage(wikitext), report: &report) {
    case .document(let document, _): return document.text
    case .dropped(let reason): return "dropped: \(reason.rawValue)"
    }
}

@Suite struct WikitextExtractorTests {
    @Test func `the target output of the specification`() throws {
        let wikitext = """
            {{NoteTA|G1=IT|1=zh-cn:经济学; zh-tw:經濟學;}}
            {{Infobox
            | 名称 = 经济学
            | 图 = [[File:a.jpg|thumb|说明]]
            }}
            [[File:a.jpg|thumb|200px|图说[[甲]]]][[檔案:b.jpg|thumb|圖說乙]]
            '''经济学'''（{{lang-en|Economics}}{{IPA}}，{{未知}}）源于古希腊的{{lang|grc|οἰκονομικός}}。<ref name="a">注</ref>\
            它-{zh-hans:信息;zh-hant:資訊}-与-{zh-cn:计算机; zh-tw:電腦}-相关，-{R|后台}-不转换，\
            面积{{convert|1300|km2}}，人口{{formatnum:77006}}。
            {| class="wikitable"
            ! 年 !! 值
            |-
            | 2001 || 3
            |}
            [[Category:经济学]][[en:Economics]]
            """
        #expect(
            try prose(wikitext)
                == "经济学（英语：Economics）源于古希腊的οἰκονομικός。它信息与计算机相关，后台不转换，"
                + "面积1,300平方公里，人口77,006。"
        )
    }

    @Test(arguments: [
        // Comments, nowiki, references.
        ("甲<!-- [[x]] {{y -->乙", "甲乙"),
        ("甲<!-- 未完", "甲"),
        ("甲<nowiki>[[乙]]</nowiki>丙", "甲[[乙]]丙"),
        ("甲<ref>{{cite|[[x]]}}</ref>乙<ref name=a />丙<REF>x</Ref>丁", "甲乙丙丁"),
        // Links.
        ("[[甲]][[乙|丙]]们[[丁 (戊)|]]", "甲丙们丁"),
        ("[[:Category:甲]]、[[:en:Economics|英文]]", "甲、英文"),
        ("[[s:论语|论语]]和[[wikt:字]]", "论语和字"),
        ("甲[[Image:x.png|30px|[[图]]说]][[文件:x.png]][[档案:x.png|缩略图]][[图像:x.svg]]乙", "甲乙"),
        ("甲[https://example.org/?a=b 网站]乙[//example.org]", "甲网站乙"),
        ("甲[[乙", "甲乙"),
        ("[1]甲", "[1]甲"),
        // Emphasis, entities, behaviour switches.
        ("'''''甲'''''乙''丙''，it's", "甲乙丙，it's"),
        ("甲&nbsp;&amp;&lt;b&gt;&#19968;&#x4E8C;&bogus;", "甲 &<b>一二&bogus;"),
        ("__NOTOC__甲__目录__乙__強制目錄__", "甲乙"),
        ("甲<br />乙<span style=\"color:red\">丙</span><small>丁</small>3 < 5", "甲\n乙丙丁3 < 5"),
        // Lists keep one item a line.
        ("* 甲\n** 乙\n# 丙\n; 丁\n: 戊\n----\n 己", "甲\n乙\n丙\n丁\n戊\n己"),
        // Tables and galleries go, also nested and indented ones.
        ("甲\n:{|\n| 乙 {{!}}\n{|\n|丙\n|}\n|}\n丁", "甲\n丁"),
        ("甲<gallery>\nFile:a.jpg|乙\n</gallery>丙", "甲丙"),
        ("{|\n| 甲\n== 乙 ==\n丙", "乙\n丙"),
        // Inline templates.
        ("{{le|甲|A}}、{{link-en|乙|B|丙}}、{{tsl|en|C|丁}}、{{ill|戊|en|E}}", "甲、丙、丁、戊"),
        ("{{cvt|10|-|2000|m}}，{{convert|5|ft|2}}", "10至2,000米，5英尺"),
        ("{{bd|1900年|1月2日|1980年|3月4日|索引}}", "（1900年1月2日—1980年3月4日）"),
        ("{{ruby|漢|かん}}{{nowrap|甲}}{{color|red|乙}}{{僻字|𠮷|吉}}", "汉甲乙𠮷"),
        ("{{start date|1949|10|1}}，{{frac|1|2}}，{{circa|1900年}}", "1949年10月1日，1/2，约1900年"),
        ("{{age|1900|5|2|1950|5|1}}岁", "49岁"),
        ("他说：{{quote|甲乙。}}", "他说：\n甲乙。"),
        ("<ruby>漢<rp>（</rp><rt>かん</rt><rp>）</rp></ruby>", "汉"),
        // What dropped templates leave is repaired.
        ("甲（{{x}}）乙（{{x}}，丙）丁（戊，{{x}}）《{{x}}》。", "甲乙（丙）丁（戊）。"),
        ("甲，{{x}}，乙、{{x}}。", "甲，乙。"),
        ("函数main()和（）", "函数main()和"),
        // Unclosed and crossed markup.
        ("甲{{x|乙", "甲x|乙"),
        ("甲}}乙]]丙", "甲乙丙"),
        ("{{x|[[甲}}乙", "乙"),
        ("{{{参数|甲}}}", "甲"),
    ])
    func `markup becomes text`(wikitext: String, text: String) throws {
        #expect(try prose(wikitext) == text)
    }

    @Test(arguments: [
        ("-{zh-hans:信息;zh-hant:資訊}-", ChineseVariant.mainland, "信息"),
        ("-{zh-hans:信息;zh-hant:資訊}-", .hongKong, "資訊"),
        ("-{zh-tw:台;zh-hk:港}-", .macau, "港"),
        ("-{zh-sg:新;zh-hans:简}-", .malaysia, "简"),
        ("-{乾}-隆，乾燥", .mainland, "乾隆，干燥"),
        ("-{H|zh-cn:软件;zh-tw:軟體}-軟體甲", .mainland, "软件甲"),
        ("-{A|zh-cn:软件;zh-tw:軟體}-，軟體", .mainland, "软件，软件"),
        ("-{T|zh-cn:题;zh-tw:題}-甲", .mainland, "甲"),
        ("-{R|zh-cn:甲}-", .mainland, "zh-cn:甲"),
        ("-{N|zh-tw}-", .mainland, "台湾正体"),
        ("-{H|巨集=>zh-cn:宏}-用巨集", .mainland, "用宏"),
        ("-{zh-hans:甲-{zh-cn:乙;zh-tw:丙}-;zh-hant:丁}-", .mainland, "甲乙"),
        ("-{zh-cn:a&nbsp;b; zh-tw:c}-", .mainland, "a b"),
        ("{{NoteTA|1=zh-cn:内存; zh-tw:記憶體}}記憶體", .mainland, "内存"),
        ("{{NoteTA|1=zh-cn:内存; zh-tw:記憶體}}記憶體", .both, "記憶體"),
        ("-{H|zh-cn:<nowiki>a:b</nowiki>;zh-tw:丑}-丑", .mainland, "a:b"),
        ("-{甲\n}-\n漢", .mainland, "甲\n汉"),
        ("-{H|zh-cn:内存;zh-tw:記憶體}-記憶體", .taiwan, "記憶體"),
        ("-{H|zh-cn:内存;zh-tw:記憶體}-内存", .taiwan, "記憶體"),
        ("-{{{lang|en|x}}}-和-{{lang|en|y}}", .mainland, "x和-y"),
    ])
    func `language conversion chooses a variant`(
        wikitext: String,
        variant: ChineseVariant,
        text: String
    ) throws {
        #expect(try prose(wikitext, variant: variant) == text)
    }

    @Test func `formulas follow the policy`() throws {
        let wikitext = "质能方程为<math>E = mc^2</math>，其中甲是乙。"
        #expect(try prose(wikitext) == "质能方程为[公式]，其中甲是乙。")
        #expect(try prose(wikitext, math: .dropClause) == "其中甲是乙。")
        #expect(try prose(wikitext, math: .tex) == "质能方程为E = mc^2，其中甲是乙。")
    }

    @Test func `headings are lines but not sentences, and empty sections go`() throws {
        let extractor = try Extractor(configuration: .init(filters: .init(minimumCharacters: 0)))
        var report = ExtractionReport()
        let page = try wikiPage("引言。\n== 历史 ==\n=== 早期 ===\n正文。\n== 参考 ==\n{{reflist}}\n")
        guard case .document(let document, _) = try extractor.extract(page, report: &report) else {
            Issue.record("the page was dropped")
            return
        }
        #expect(document.text == "引言。\n历史\n早期\n正文。")
        #expect(sentences(of: document) == ["引言。", "正文。"])
    }

    @Test func `dropped templates and residue are counted`() throws {
        var report = ExtractionReport()
        _ = try prose("甲{{Foo bar|x}}{{foo_bar}}{{#if:x|y}}<nowiki>{{</nowiki>", report: &report)
        #expect(report.droppedTemplates.map(\.name) == ["foo bar", "#if"])
        #expect(report.droppedTemplates.map(\.count) == [2, 1])
        #expect(report.residue.map(\.pattern) == ["{{"])
    }

    @Test(arguments: ["#REDIRECT [[甲]]", "#redirect[[甲]]", "#重定向 [[甲]]", " #重新導向 [[甲]]"])
    func `redirects are dropped`(wikitext: String) throws {
        #expect(try prose(wikitext) == "dropped: redirect")
    }

    @Test func `disambiguation pages are dropped`() throws {
        #expect(try prose("'''甲'''可以指：\n* 乙\n{{消歧义}}") == "dropped: disambiguation")
    }

    @Test(arguments: ["{{", "[[", "-{", "{|\n", "<ref>", "<!--", "[http://a ", "{{{", "<nowiki>"])
    func `absurd nesting ends`(opener: String) throws {
        let depth = 100_000
        _ = try prose(String(repeating: opener, count: depth))
        let closers = ["{{": "}}", "[[": "]]", "-{": "}-", "{|\n": "\n|}", "{{{": "}}}"]
        if let closer = closers[opener] {
            let nested =
                String(repeating: opener, count: depth) + "甲"
                + String(repeating: closer, count: depth) + "乙"
            #expect(try prose(nested).hasSuffix("乙"))
        }
    }
}
