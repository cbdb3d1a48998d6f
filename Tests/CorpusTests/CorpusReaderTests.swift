import Corpus
import Foundation
import Testing

/// The commands that made the compressed fixtures from `three.xml`, whose pages 1 to 3 are cut at
/// their line ends into three parts (the second cut lies within a page), are in `Fixtures/make.sh`.
@Suite struct CorpusReaderTests {
    @Test(arguments: ["three.xml", "three.xml.gz", "three.xml.bz2", "three.xml.zst"])
    func `every stream of a compressed export is read`(name: String) throws {
        var reader = try CorpusReader(
            sources: [.init(path: fixture(name), format: .mediawiki)])
        var pages: [Page] = []
        while let page = try reader.next() { pages.append(page) }
        #expect(pages.map(\.origin.title) == ["数学", "Re:从零开始", "最后一页"])
        #expect(pages.map(\.origin.page) == [1, 2, 3])
        #expect(pages.map(\.origin.revision) == [102, 201, 301])
        #expect(reader.progress.read == reader.progress.total)
        #expect(
            pages.map { String(decoding: $0.bytes, as: UTF8.self) }
                == ["数学的新版本。\n第二段。", "带冒号的标题 & <ref>注</ref>。", "末页。"]
        )
    }

    @Test func `a page is found again by stream and offset`() throws {
        let plain = try Data(contentsOf: URL(fileURLWithPath: fixture("three.xml")))
        var reader = try CorpusReader(
            sources: [.init(path: fixture("three.xml"), format: .mediawiki)])
        while let page = try reader.next() {
            let start = Int(page.origin.byteOffset)
            let record = plain[start..<start + Int(page.origin.byteLength)]
            #expect(record.starts(with: "<page>".utf8))
            #expect(record.suffix(7).elementsEqual("</page>".utf8))
            #expect(page.origin.streamOffset == 0)
        }

        // Page 3 lies wholly in the third stream: it alone must hold the record.
        let name = fixture("three.xml.bz2")
        var pages: [Page] = []
        var compressed = try CorpusReader(sources: [.init(path: name, format: .mediawiki)])
        while let page = try compressed.next() { pages.append(page) }
        let last = try #require(pages.last)
        let scratch = try Scratch()
        let file = try Data(contentsOf: URL(fileURLWithPath: name))
        try scratch.write(file[Int(last.origin.streamOffset)...], to: "tail.bz2")
        let tail = try scratch.pages("tail.bz2", .text)
        let bytes = try #require(tail.first).bytes
        let start = Int(last.origin.byteOffset)
        let record = bytes[start..<start + Int(last.origin.byteLength)]
        #expect(record.starts(with: "<page>".utf8))
        #expect(record.suffix(7).elementsEqual("</page>".utf8))
    }

    @Test(arguments: ["three.xml.gz", "three.xml.bz2", "three.xml.zst"])
    func `damaged compressed data is an error`(name: String) throws {
        let scratch = try Scratch()
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture(name))))
        var flipped = whole
        flipped[whole.count - 30] ^= 0xFF
        let damaged = [
            Array(whole.dropLast(9)), Array(whole.prefix(whole.count / 2)), flipped,
            whole + Array("trailing garbage".utf8),
        ]
        for (number, bytes) in damaged.enumerated() {
            try scratch.write(bytes, to: "damaged-\(number)")
            let error = #expect(throws: CorpusError.self, "damage \(number)") {
                try scratch.pages("damaged-\(number)", .mediawiki)
            }
            #expect(error?.code == .compression)
            #expect(error?.location?.path.hasSuffix("damaged-\(number)") == true)
        }
    }

    @Test func `a bomb is refused`() throws {
        let scratch = try Scratch()
        let bomb = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture("bomb.bz2"))))
        try scratch.write(bomb, to: "bomb.bz2")
        let error = #expect(throws: CorpusError.self) { try scratch.pages("bomb.bz2", .text) }
        #expect(error?.code == .compression)
    }

    @Test(arguments: [
        ("<!DOCTYPE mediawiki [<!ENTITY a \"b\">]><mediawiki></mediawiki>", "document type", 1),
        ("<mediawiki>\n<page></mediawiki>", "mismatched tag", 2),
        ("<mediawiki>\n<page>\n", "no element found", 3),
        ("<mediawiki><page><ns>x</ns></page></mediawiki>", "expected a number", 1),
        (String(repeating: "<a>", count: 20), "16 deep", 1),
        ("<mediawiki>&bogus;</mediawiki>", "undefined entity", 1),
    ])
    func `broken XML is an error with its line`(xml: String, message: String, line: Int) throws {
        let scratch = try Scratch()
        try scratch.write(xml.utf8, to: "a.xml")
        let error = #expect(throws: CorpusError.self) { try scratch.pages("a.xml", .mediawiki) }
        #expect(error?.code == .xml)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.location?.line == line)
    }

    @Test func `text documents keep their lines and offsets`() throws {
        let text = "\u{FEFF}甲一\r\n甲二\r\n\r\n \t\n乙\n\n\n丙一\n丙二"
        let scratch = try Scratch()
        try scratch.write(text.utf8, to: "a.txt")
        let pages = try scratch.pages("a.txt", .text)
        #expect(
            pages.map { String(decoding: $0.bytes, as: UTF8.self) } == ["甲一\n甲二", "乙", "丙一\n丙二"]
        )
        #expect(pages.map(\.line) == [1, 5, 8])
        let bytes = Array(text.utf8)
        let records = pages.map { page in
            let start = Int(page.origin.byteOffset)
            return String(
                decoding: bytes[start..<start + Int(page.origin.byteLength)],
                as: UTF8.self
            )
        }
        #expect(records == ["甲一\r\n甲二", "乙", "丙一\n丙二"])
    }

    @Test func `a text without blank lines is cut at line ends`() throws {
        let scratch = try Scratch()
        let line = String(repeating: "语料", count: 1000) + "\n"
        try scratch.write(String(repeating: line, count: 100).utf8, to: "a.txt")
        let pages = try scratch.pages("a.txt", .text)
        #expect(pages.count > 1)
        #expect(pages.allSatisfy { $0.bytes.count < 1 << 17 })
        let joined = pages.map { String(decoding: $0.bytes, as: UTF8.self) + "\n" }.joined()
        #expect(joined == String(repeating: line, count: 100))
    }

    @Test func `patterns name files in order, and missing files are errors`() throws {
        let scratch = try Scratch()
        for name in ["b.txt", "a.txt", "c.json"] { try scratch.write(name.utf8, to: name) }
        let pages = try scratch.pages("*.txt", .text)
        #expect(pages.map(\.origin.source) == ["a.txt", "b.txt"])
        for path in ["none.txt", "*.none"] {
            let error = #expect(throws: CorpusError.self) { try scratch.pages(path, .text) }
            #expect(error?.code == .missingFile)
            #expect(error?.location?.path == path)
        }
    }

    @Test func `skipping continues with the same pages`() throws {
        let source = SourceConfiguration(path: fixture("three.xml.bz2"), format: .mediawiki)
        for count in 0...3 {
            var whole = try CorpusReader(sources: [source, source])
            var skipped = try CorpusReader(sources: [source, source])
            for _ in 0..<count { _ = try whole.next() }
            #expect(try skipped.skip(count) == count)
            #expect(try skipped.next() == whole.next())
        }
        var reader = try CorpusReader(sources: [source])
        #expect(try reader.skip(9) == 3)
    }
}
